import { expect, test } from "vitest";
import type { Clock } from "#app/exam/attempt/protocol.ts";
import { ASK_AGAIN_MS, createSeatWaiter, type SeatWait } from "./seat-wait.ts";

/** A waiter whose questions stay open until the test answers them. */
function waiting() {
  const asked: number[] = [];
  const open: ((refusal: string | null) => void)[] = [];
  const shown: (SeatWait | null)[] = [];
  const time = { ms: 0 };
  const waiter = createSeatWaiter({
    ask: (lease) => new Promise((reply) => void (asked.push(lease), open.push(reply))),
    changed: (wait) => void shown.push(wait),
    monotonicNow: () => time.ms,
  });
  const hear = (told: Partial<Clock>) => waiter.heard({ serverTimeMs: 1_000, deadlineMs: 9_000, state: "active", lease: 1, seatReleasedUntilMs: null, ...told });
  const reply = async (refusal: string | null) => {
    open.shift()?.(refusal);
    await new Promise((next) => setTimeout(next, 0));
  };
  return { waiter, hear, reply, asked, time, now: () => shown.at(-1) };
}

test("asks once when the seat is told to be free, however often that is told, and is done when it has the seat", async () => {
  const { waiter, hear, reply, asked, now } = waiting();
  waiter.begin();
  hear({});
  expect([asked, now()]).toEqual([[], "release"]);
  for (let turn = 0; turn < 5; turn += 1) hear({ seatReleasedUntilMs: 5_000 });
  expect([asked, now()]).toEqual([[1], "asking"]);
  await reply(null);
  expect(now()).toBe(null);
  hear({ lease: 3, seatReleasedUntilMs: 7_000 });
  expect(asked).toEqual([1]);
});

test("asks nothing unless it waits, and at once where the release was told before", () => {
  const { waiter, hear, asked } = waiting();
  hear({ seatReleasedUntilMs: 5_000 });
  expect(asked).toEqual([]);
  waiter.begin();
  hear({ seatReleasedUntilMs: 5_000 });
  expect(asked).toEqual([1]);
});

test("goes on waiting when another browser was first, and asks again for the next release only", async () => {
  const { waiter, hear, reply, asked, now } = waiting();
  waiter.begin();
  hear({ seatReleasedUntilMs: 5_000 });
  hear({ lease: 2 });
  await reply("lease-moved");
  for (let turn = 0; turn < 5; turn += 1) hear({ lease: 2 });
  expect([asked, now()]).toEqual([[1], "other-first"]);
  hear({ lease: 2, seatReleasedUntilMs: 8_000 });
  expect([asked, now()]).toEqual([[1, 2], "asking"]);
});

test("says that a release ran out, without asking for it, and takes its last millisecond", () => {
  const { waiter, hear, asked, now } = waiting();
  waiter.begin();
  for (let turn = 0; turn < 5; turn += 1) hear({ seatReleasedUntilMs: 999 });
  expect([asked, now()]).toEqual([[], "release-over"]);
  hear({ seatReleasedUntilMs: 1_000 });
  expect([asked, now()]).toEqual([[1], "asking"]);
});

test("asks no second time for a release that was refused", async () => {
  const { waiter, hear, reply, asked, now } = waiting();
  waiter.begin();
  hear({ seatReleasedUntilMs: 5_000 });
  await reply("seat-not-released");
  for (let turn = 0; turn < 5; turn += 1) hear({ seatReleasedUntilMs: 5_000 });
  expect([asked, now()]).toEqual([[1], "release"]);
});

test("asks again with the same lease when no reply came, 10 s later, even if its own seat has been told meanwhile", async () => {
  const { waiter, hear, reply, asked, time, now } = waiting();
  waiter.begin();
  hear({ seatReleasedUntilMs: 5_000 });
  await reply("no-reply");
  for (let turn = 0; turn < 5; turn += 1) hear({ lease: 2 });
  expect([asked, now()]).toEqual([[1], "no-reply"]);
  time.ms = ASK_AGAIN_MS;
  hear({ lease: 2 });
  expect([asked, now()]).toEqual([[1, 1], "asking"]);
  await reply(null);
  expect(now()).toBe(null);
});

test("waits for a server that does not know of releases as for one that has told none", () => {
  const { waiter, hear, asked, now } = waiting();
  waiter.begin();
  hear({ seatReleasedUntilMs: undefined });
  expect([asked, now()]).toEqual([[], "release"]);
});
