import fc from "fast-check";
import { expect, it, describe } from "vitest";
import { confirmClock, judgeServerClock, LONGEST_UNSEEN_MS, TOLERATED_STEP_MS, type StoredTime } from "./judge-server-clock.ts";

const LAST = 1_800_000_000_000;
const MINUTE = 60_000;
const HOUR = 3_600_000;
const at = (machineMs: number, running = true, offsetMs = 0) => judgeServerClock(machineMs, { lastTimeMs: LAST, offsetMs }, running);
const sure = (startsAtMs: number, offsetMs = 0) => ({ startsAtMs, offsetMs, isSure: true });
const inDoubt = (offsetMs = 0) => ({ startsAtMs: LAST, offsetMs, isSure: false });

describe("the machine's clock at the start of a server", () => {
  it("is believed at the first start of all", () => {
    expect(judgeServerClock(5, null, true)).toEqual(sure(5));
  });

  it("is believed after a restart, and where it was set by a few seconds; the server's time never goes back", () => {
    expect(at(LAST + 3_000)).toEqual(sure(LAST + 3_000));
    expect(at(LAST - 4_000)).toEqual(sure(LAST));
    expect(at(LAST - TOLERATED_STEP_MS)).toEqual(sure(LAST));
    expect(at(LAST + LONGEST_UNSEEN_MS)).toEqual(sure(LAST + LONGEST_UNSEEN_MS));
  });

  it("is in doubt an hour on while an exam runs, and an hour back always", () => {
    expect(at(LAST + HOUR)).toEqual(inDoubt());
    expect(at(LAST + LONGEST_UNSEEN_MS + 1)).toEqual(inDoubt());
    expect(at(LAST + HOUR, false)).toEqual(sure(LAST + HOUR));
    for (const running of [true, false]) expect(at(LAST - HOUR, running)).toEqual(inDoubt());
  });

  it("keeps the offset that was found until the clock is right again", () => {
    // An hour too far, as an admin has said; restarted after 20 s.
    expect(at(LAST + HOUR + 20_000, true, -HOUR)).toEqual(sure(LAST + 20_000, -HOUR));
    expect(at(LAST + HOUR + 20_000, false, -HOUR)).toEqual(sure(LAST + 20_000, -HOUR));
    // Set right meanwhile.
    expect(at(LAST + 20_000, true, -HOUR)).toEqual(sure(LAST + 20_000));
    expect(at(LAST + 9 * HOUR, false, -HOUR)).toEqual(sure(LAST + 9 * HOUR));
    expect(at(LAST + 9 * HOUR, true, -HOUR)).toEqual(inDoubt(-HOUR));
  });

  it("never gives a time below the last stored one, and with an exam running none that jumps", () => {
    const machine = fc.integer({ min: LAST - 100 * HOUR, max: LAST + 100 * HOUR });
    fc.assert(
      fc.property(machine, fc.integer({ min: -10 * HOUR, max: 10 * HOUR }), fc.boolean(), (machineMs, offsetMs, running) => {
        const stored: StoredTime = { lastTimeMs: LAST, offsetMs };
        const { startsAtMs, isSure } = judgeServerClock(machineMs, stored, running);
        expect(startsAtMs).toBeGreaterThanOrEqual(LAST);
        if (running || !isSure) expect(startsAtMs).toBeLessThanOrEqual(LAST + LONGEST_UNSEEN_MS);
      }),
    );
  });
});

describe("an admin who confirms", () => {
  const now = LAST + MINUTE;
  const confirm = (finding: Parameters<typeof confirmClock>[0], machineMs: number, shownAheadMs = machineMs - now) => confirmClock(finding, { nowMs: now, machineMs, shownAheadMs });

  it("that the server was down gives back what it missed", () => {
    expect(confirm("server-was-down", now + 40 * MINUTE)).toEqual({ ok: true, downMs: 40 * MINUTE, offsetMs: 0 });
    // The admin has read the page for half a minute.
    expect(confirm("server-was-down", now + 40 * MINUTE, 39.5 * MINUTE)).toEqual({ ok: true, downMs: 40 * MINUTE, offsetMs: 0 });
  });

  it("that the clock was wrong moves nothing and remembers by how much", () => {
    expect(confirm("clock-was-wrong", now + HOUR)).toEqual({ ok: true, downMs: 0, offsetMs: -HOUR });
    expect(confirm("clock-was-wrong", now - HOUR)).toEqual({ ok: true, downMs: 0, offsetMs: HOUR });
    expect(confirm("clock-was-wrong", now + 3_000)).toEqual({ ok: true, downMs: 0, offsetMs: 0 });
  });

  it("is told when the machine's clock was set meanwhile, or when it lies behind", () => {
    expect(confirm("server-was-down", now + 40 * MINUTE, HOUR)).toEqual({ ok: false, reason: "clock-moved" });
    expect(confirm("clock-was-wrong", now, HOUR)).toEqual({ ok: false, reason: "clock-moved" });
    expect(confirm("server-was-down", now - MINUTE)).toEqual({ ok: false, reason: "clock-behind" });
  });
});
