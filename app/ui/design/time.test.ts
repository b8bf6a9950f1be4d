import { expect, test } from "vitest";
import { hereText } from "./time.tsx";

test("says what the clock of this computer shows, only where it is another one", () => {
  const noon = Date.UTC(2026, 10, 24, 13, 0);
  expect(hereText(noon, "Europe/Brussels", "Europe/London")).toBe("13:00");
  expect(hereText(noon, "Europe/Brussels", "Europe/Paris")).toBeNull();
  expect(hereText(noon, "Europe/Brussels", "Pacific/Auckland")).toBe("25 Nov, 02:00");
});
