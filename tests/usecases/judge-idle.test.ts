import { countsStill, untilIdle } from "#app/usecases/account/judge-idle.ts";
import { GRACE_MS, IDLE_AFTER_MS } from "#app/exam/time/idle-time.ts";
import { expect, it } from "vitest";

it("ends a sign-in of staff without an act, and a candidate's never for that", () => {
  const [staff, candidate] = [{ registrationId: null, lastActMs: 5 }, { registrationId: "r", lastActMs: 5 }];
  const end = 5 + IDLE_AFTER_MS + GRACE_MS;
  expect([countsStill(staff, end - 1), countsStill(staff, end), countsStill(candidate, end * 9)]).toEqual([true, false, true]);
  expect([untilIdle(staff, 5), untilIdle(staff, 6 + IDLE_AFTER_MS)]).toEqual([IDLE_AFTER_MS, 0]);
});
