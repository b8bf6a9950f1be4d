import { describe, expect, it } from "vitest";
import { newAttempt, type Attempt } from "./attempt.ts";
import { acceptRules, startAttempt, type SittingWindow } from "./start-attempt.ts";

const waiting = newAttempt("a", { sittingId: "s", registrationId: "r", formId: "f", formHash: "h", number: 1, questions: 1, parts: [{ packageHash: null, questions: 1, limitMs: null, oneWay: false }], limitMs: 1, graceMs: 0 });
const ready: Attempt = { ...waiting, state: "admitted", rulesVersion: "v1", lease: 1 };
const sitting: SittingWindow = { opensAtMs: 100, lastStartAtMs: 200, admits: "proctor" };
const request = { lease: 1, version: "1.0", build: "b" };

describe("accepting the rules", () => {
  it("stores the version, and admits where the sitting admits by itself", () => {
    const open = { ...sitting, admits: "automatic" as const };
    const decided = acceptRules(waiting, { version: "v1", currentVersion: "v1" }, open, 150);
    expect(decided).toMatchObject({ ok: true, events: [{ kind: "rules-accepted" }, { kind: "admitted" }] });
  });

  it("of an older version is refused", () => {
    expect(acceptRules(waiting, { version: "v0", currentVersion: "v1" }, sitting, 150)).toMatchObject({ reason: "rules-changed" });
  });
});

describe("starting", () => {
  it("writes exactly one event", () => {
    expect(startAttempt(ready, request, sitting, 150)).toMatchObject({ ok: true, events: [{ kind: "started" }] });
  });

  it("keeps what was said of the screen where something came, and nothing where nothing came", () => {
    const display = { dark: "seen", bright: null } as const;
    expect(startAttempt(ready, { ...request, display }, sitting, 150)).toMatchObject({ events: [{ payload: { ...request, display } }] });
    for (const without of [request, { ...request, display: undefined }]) {
      const decided = startAttempt(ready, without, sitting, 150);
      expect(decided.ok && decided.events[0]?.payload).toStrictEqual(request);
    }
    expect(startAttempt({ ...ready, state: "active", startedAtMs: 120 }, { ...request, display }, sitting, 150)).toEqual({ ok: true, events: [] });
  });

  it("of an attempt that runs only tells where it stands", () => {
    expect(startAttempt({ ...ready, state: "active", startedAtMs: 120 }, request, sitting, 150)).toEqual({ ok: true, events: [] });
  });

  it.each([
    ["before the window", ready, 99, "not-open-yet"],
    ["after the last start", ready, 201, "last-start-passed"],
    ["without admission", { ...ready, state: "waiting" as const }, 150, "not-admitted"],
    ["without the rules", { ...ready, rulesVersion: null }, 150, "rules-not-accepted"],
    ["with another lease", { ...ready, lease: 2 }, 150, "seat-taken"],
    ["with a lease that was never given", { ...ready, lease: 0 }, 150, "unknown-lease"],
  ])("%s is refused", (_when, attempt, nowMs, reason) => {
    expect(startAttempt(attempt, request, sitting, nowMs)).toMatchObject({ ok: false, reason });
  });
});
