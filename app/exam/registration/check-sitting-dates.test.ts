import fc from "fast-check";
import { expect, test } from "vitest";
import { checkSittingDates, type SittingDates } from "./check-sitting-dates.ts";

const at = (iso: string) => Date.parse(iso);
const sitting: SittingDates = {
  opensAtMs: at("2026-11-24T08:00:00Z"),
  lastStartAtMs: at("2026-12-24T17:30:00Z"),
  timeZone: "Europe/Brussels",
  resultsExpectedOn: "2027-01-14",
};

test("dates in their order are accepted, also results on the day of the last start and a sitting without an end", () => {
  expect(checkSittingDates(sitting)).toEqual({ ok: true });
  expect(checkSittingDates({ ...sitting, resultsExpectedOn: "2026-12-24" })).toEqual({ ok: true });
  expect(checkSittingDates({ ...sitting, resultsExpectedOn: null })).toEqual({ ok: true });
  expect(checkSittingDates({ ...sitting, lastStartAtMs: null, resultsExpectedOn: "2026-11-24" })).toEqual({ ok: true });
});

test("results before the last start are refused, with both dates", () => {
  expect(checkSittingDates({ ...sitting, resultsExpectedOn: "2026-12-15" })).toEqual({
    ok: false,
    reason: "results-before-last-start",
    values: { results: "2026-12-15", lastStart: "2026-12-24" },
  });
  expect(checkSittingDates({ ...sitting, lastStartAtMs: null, resultsExpectedOn: "2026-11-23" })).toMatchObject({ reason: "results-before-opening" });
});

test("a last start before the opening is refused, with both moments on the sitting's own clock", () => {
  expect(checkSittingDates({ ...sitting, lastStartAtMs: at("2026-11-24T07:59:00Z") })).toEqual({
    ok: false,
    reason: "last-start-before-opening",
    values: { lastStart: "2026-11-24 08:59", opens: "2026-11-24 09:00" },
  });
});

test("the day is the day where the sitting is", () => {
  const justAfterMidnight = at("2026-12-24T23:30:00Z");
  expect(checkSittingDates({ ...sitting, lastStartAtMs: justAfterMidnight, resultsExpectedOn: "2026-12-24" }).ok).toBe(false);
  expect(checkSittingDates({ ...sitting, timeZone: "UTC", lastStartAtMs: justAfterMidnight, resultsExpectedOn: "2026-12-24" }).ok).toBe(true);
});

test("results two days or more after the last start never contradict, whatever the zone", () => {
  const day = 86_400_000;
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 365 * 24 }), fc.integer({ min: 2, max: 60 }), fc.constantFrom("UTC", "Pacific/Kiritimati", "Pacific/Pago_Pago", "Europe/Brussels"), (hours, later, timeZone) => {
      const lastStartAtMs = sitting.opensAtMs + hours * 3_600_000;
      const resultsExpectedOn = new Date(lastStartAtMs + later * day).toISOString().slice(0, 10);
      expect(checkSittingDates({ ...sitting, timeZone, lastStartAtMs, resultsExpectedOn })).toEqual({ ok: true });
    }),
  );
});
