import { expect, test } from "vitest";
import type { QueuedOperation } from "../store/database.ts";
import { judgeReply } from "./judge-reply.ts";
import type { Reply } from "./request.ts";

const sent: QueuedOperation[] = ["one", "two"].map((opId, index) => ({
  opId,
  lease: 1,
  seq: index + 1,
  position: 1,
  kind: "respond",
  value: ["A"],
  lastServerTimeMs: 0,
  elapsedMs: 0,
  madeAtMs: 0,
}));
const clock = { serverTimeMs: 5_000, deadlineMs: 9_000, state: "active", lease: 1 };
const acknowledgement = { ...clock, acknowledged: [], refused: [], waitingFor: [], chainHead: "ab", receipt: null };
const reply = (status: number, body: Record<string, unknown>): Reply => ({
  kind: "json",
  status,
  body,
  retryAfterMs: status === 503 ? 2_000 : null,
  sentAtMs: 0,
  receivedAtMs: 10,
});

test("marks exactly the named operations, with the server's time", () => {
  const { settlements, next } = judgeReply(reply(200, { ...acknowledgement, acknowledged: ["two", "foreign"] }), sent);
  expect(settlements).toEqual([{ opId: "two", fate: "saved", savedAtMs: 5_000 }]);
  expect(next.act).toBe("go-on");
});

test("tells a refused operation from a saved one in the same reply", () => {
  const body = { ...acknowledgement, acknowledged: ["one"], refused: [{ opId: "two", reason: "unknown-option" }] };
  expect(judgeReply(reply(200, body), sent).settlements.map(({ opId, fate }) => [opId, fate])).toEqual([["one", "saved"], ["two", "refused"]]);
});

test("never calls late or unclaimed operations saved, nor those of a part that was over", () => {
  const closed = judgeReply(reply(200, { ...acknowledgement, acknowledged: [], partClosed: ["one"] }), sent);
  expect(closed.settlements).toEqual([{ opId: "one", fate: "part-closed", savedAtMs: null }]);
  const late = judgeReply(reply(410, { ...acknowledgement, reason: "closed", stored: ["one"], late: true }), sent);
  expect(late.settlements).toEqual([{ opId: "one", fate: "late", savedAtMs: null }]);
  const taken = judgeReply(reply(409, { ...acknowledgement, reason: "seat-taken", acknowledged: ["one"], unclaimed: ["two"] }), sent);
  expect(taken.settlements.map(({ opId, fate }) => [opId, fate])).toEqual([["one", "saved"], ["two", "unclaimed"]]);
});

test.each([
  [401, { reason: "sign-in-ended" }, "sign-in"],
  [403, { reason: "not-your-attempt" }, "denied"],
  [413, { reason: "too-large" }, "singly"],
  [422, { reason: "malformed" }, "singly"],
  [422, { reason: "not-started" }, "back-off"],
  [409, { reason: "unknown-lease", ...clock }, "ask-seat"],
  [404, { reason: "unknown-lease", ...clock }, "ask-seat"],
  [409, { reason: "unknown-lease" }, "back-off"],
  [503, { reason: "busy" }, "back-off"],
  [500, { reason: "fault" }, "back-off"],
  [401, { error: "a proxy wants a password" }, "back-off"],
  [200, { ok: true }, "back-off"],
  [200, { ...acknowledgement }, "back-off"],
])("answers status %i %o with %s and settles nothing", (status, body, act) => {
  const judged = judgeReply(reply(status, body), sent);
  expect(judged.next.act).toBe(act);
  expect(judged.settlements).toEqual([]);
});

test("fills the numbers that are named when too many are missing, and settles nothing", () => {
  const judged = judgeReply(reply(409, { ...acknowledgement, reason: "gap", waitingFor: [3, 4] }), sent);
  expect(judged).toMatchObject({ settlements: [], waitingFor: [3, 4], next: { act: "fill-gaps" } });
});

test("waits as long as the server asks for", () => {
  expect(judgeReply(reply(503, { reason: "busy" }), sent).next).toMatchObject({ afterMs: 2_000 });
});

test("says of a server that can store nothing that nothing can be sent, and never so of one that only slows down", () => {
  expect(judgeReply(reply(503, { reason: "busy" }), sent).next).toMatchObject({ act: "back-off", reachable: false });
  expect(judgeReply(reply(429, { reason: "slow-down" }), sent).next).toMatchObject({ act: "back-off", reachable: true });
});
