import { expect, test } from "vitest";
import { proctorCaller } from "./call-proctor.ts";
import type { Requester } from "./request.ts";

test("a call is received when the server said so, and is the same call until then", async () => {
  const sent: { kind: string; actId: string }[] = [];
  const replies = [false, false, true, true, true];
  const request: Requester = async (_path, options) => {
    sent.push(options?.body as { kind: string; actId: string });
    return replies[sent.length - 1] ? { kind: "json", status: 200, body: {}, sentAtMs: 0, receivedAtMs: 1, retryAfterMs: null } : { kind: "none" };
  };
  let made = 0;
  let last = "";
  const call = proctorCaller(request, (shown) => (last = shown.state), () => `id-${(made += 1)}`);
  const states: unknown[] = [];
  for (const kind of ["question", "question", "question", "question", "toilet"] as const) {
    await call(kind);
    states.push(last);
  }
  expect(states).toEqual(["failed", "failed", "received", "received", "received"]);
  expect(sent.map(({ kind, actId }) => `${kind} ${actId}`)).toEqual(["question id-1", "question id-1", "question id-1", "question id-2", "toilet id-3"]);
});
