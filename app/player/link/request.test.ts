import { expect, test } from "vitest";
import { createRequester, TIMEOUT_MS } from "./request.ts";

/** A network whose replies a test gives, and a clock on which it lets time pass. */
function network(answer: (signal: AbortSignal) => Promise<Response>) {
  const timers: { run(): void; ms: number; cancelled: boolean }[] = [];
  const schedule = (run: () => void, ms: number) => {
    const timer = { run, ms, cancelled: false };
    timers.push(timer);
    return () => void (timer.cancelled = true);
  };
  const fetch = ((_url: unknown, init: RequestInit) => answer(init.signal!)) as typeof globalThis.fetch;
  return { request: createRequester({ fetch, schedule, monotonicNow: () => 0 }, { attemptId: "a", buildId: "b" }), timers };
}

test("a reply that never comes is none after ten seconds, and the request is given up", async () => {
  let signal: AbortSignal | undefined;
  const { request, timers } = network((given) => {
    signal = given;
    return new Promise((_, fail) => given.addEventListener("abort", () => fail(new DOMException("given up", "AbortError"))));
  });
  const reply = request("/heartbeat", { method: "POST", body: {} });
  expect([timers[0]?.ms, signal?.aborted]).toEqual([TIMEOUT_MS, false]);
  timers[0]!.run();
  expect(await reply).toEqual({ kind: "none" });
  expect(signal?.aborted).toBe(true);
});

test("a reply whose body never ends is none, too", async () => {
  const { request, timers } = network(async (signal) => new Response(new ReadableStream({ start: (controller) => signal.addEventListener("abort", () => controller.error(new Error("given up"))) })));
  const reply = request("/package?part=1");
  await new Promise((next) => setTimeout(next, 1));
  timers[0]!.run();
  expect(await reply).toEqual({ kind: "none" });
});

test.each([["<html>", 200], ["[1]", 200], ["null", 200], ["", 204], ["12", 502]])("the body %j with status %i is no reply of this protocol", async (body, status) => {
  const { request, timers } = network(async () => new Response(status === 204 ? null : body, { status }));
  expect(await request("/start")).toEqual({ kind: "none" });
  expect(timers[0]?.cancelled).toBe(true);
});
