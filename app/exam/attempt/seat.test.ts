import { describe, expect, it } from "vitest";
import { newAttempt, type Attempt } from "./attempt.ts";
import { takeSeat } from "./seat.ts";

const fresh = newAttempt("a", { sittingId: "s", registrationId: "r", formId: "f", formHash: "h", number: 1, questions: 1, parts: [{ packageHash: null, questions: 1, limitMs: null, oneWay: false }], limitMs: 1, graceMs: 0 });
const held: Attempt = { ...fresh, state: "active", lease: 1, browserId: "first-browser", leaseTakenAtMs: 5 };
const at = { practice: false, nowMs: 100 };

describe("the seat of an attempt", () => {
  it("goes to the first browser that asks", () => {
    expect(takeSeat(fresh, { browserId: "first-browser", expectedLease: 0 }, at)).toMatchObject({ ok: true, lease: 1 });
  });

  it("is told again to the browser whose answer was lost, without a second event", () => {
    expect(takeSeat(held, { browserId: "first-browser", expectedLease: 0 }, at)).toEqual({ ok: true, lease: 1, events: [] });
  });

  it("is refused to another browser until a proctor releases it, and the refusal is logged", () => {
    const refused = takeSeat(held, { browserId: "other-browser", expectedLease: 1 }, at);
    expect(refused).toMatchObject({ ok: false, reason: "seat-not-released", events: [{ kind: "seat-refused" }] });
  });

  it("moves within the ten minutes after a release, and not after", () => {
    const released = { ...held, seatReleasedUntilMs: 200 };
    const wish = { browserId: "other-browser", expectedLease: 1 };
    expect(takeSeat(released, wish, at)).toMatchObject({ ok: true, lease: 2, events: [{ payload: { why: "released" } }] });
    expect(takeSeat(released, wish, { ...at, nowMs: 201 })).toMatchObject({ ok: false });
  });

  it("moves freely in a practice exam", () => {
    const moved = takeSeat(held, { browserId: "other-browser", expectedLease: 1 }, { ...at, practice: true });
    expect(moved).toMatchObject({ ok: true, lease: 2 });
  });

  it("is not given for a lease that has moved on, nor after the end", () => {
    expect(takeSeat(held, { browserId: "other-browser", expectedLease: 0 }, at)).toMatchObject({ reason: "lease-moved" });
    expect(takeSeat({ ...held, state: "submitted" }, { browserId: "x-browser", expectedLease: 1 }, at)).toMatchObject({ reason: "closed" });
  });
});
