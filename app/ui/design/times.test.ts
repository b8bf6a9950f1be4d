import { expect, test } from "vitest";
import { hereText, minutesText, spanText } from "./times.ts";

test("says what the clock of this computer shows, only where it is another one", () => {
  const noon = Date.UTC(2026, 10, 24, 13, 0);
  expect(hereText(noon, "Europe/Brussels", "Europe/London")).toBe("13:00");
  expect(hereText(noon, "Europe/Brussels", "Europe/Paris")).toBeNull();
  expect(hereText(noon, "Europe/Brussels", "Pacific/Auckland")).toBe("25 Nov, 02:00");
});

test("says lengths of time as people do", () => {
  const minutes = (count: number) => spanText(count * 60_000);
  expect([0, 1, 30, 60, 61, 90, 120, 225].map(minutes)).toEqual(["0 minutes", "1 minute", "30 minutes", "1 hour", "1 hour 1 minute", "1 hour 30 minutes", "2 hours", "3 hours 45 minutes"]);
});

test("never says more minutes left than there are", () => {
  expect([-1, 0, 59_999, 60_000, 3_599_999, 3_600_000, 3_660_000, 8_099_999].map(minutesText)).toEqual(["less than 1 min", "less than 1 min", "less than 1 min", "1 min", "59 min", "1 h", "1 h 1 min", "2 h 14 min"]);
});
