import { expect, test } from "vitest";
import { attemptLimits } from "./attempt-limits.ts";

function limits() {
  let nowMs = 0;
  return { ...attemptLimits(() => nowMs), pass: (ms: number) => void (nowMs += ms) };
}

test("lets sixty requests through at once and twenty a second after that", () => {
  const { takePost, pass } = limits();
  const granted = (tries: number) => Array.from({ length: tries }, () => takePost("token", "attempt")).filter((wait) => wait === 0).length;
  expect(granted(100)).toBe(60);
  expect(takePost("token", "attempt")).toBe(1);
  pass(1_000);
  expect(granted(100)).toBe(20);
  pass(60_000);
  expect(granted(100)).toBe(60);
});

test("counts all sign-ins of an attempt together, and a stranger's for themselves alone", () => {
  const { takePost, belongs } = limits();
  belongs("own", "attempt");
  belongs("again", "attempt");
  for (let n = 0; n < 60; n += 1) takePost("stranger", "attempt");
  expect(takePost("stranger", "attempt")).toBe(1);
  expect(takePost("own", "attempt")).toBe(0);
  for (let n = 0; n < 60; n += 1) takePost("own", "attempt");
  expect([takePost("own", "attempt"), takePost("again", "attempt")]).toEqual([1, 1]);
  expect(takePost("again", "another attempt")).toBe(0);
});

test("takes a call of a proctor every five seconds", () => {
  const { takeCall, pass } = limits();
  expect([takeCall("token", "attempt"), takeCall("token", "attempt"), takeCall("other", "attempt")]).toEqual([0, 5, 0]);
  pass(4_200);
  expect(takeCall("token", "attempt")).toBe(1);
  pass(800);
  expect(takeCall("token", "attempt")).toBe(0);
});

test("remembers strangers for seconds, and what an attempt has fetched for its hour", () => {
  const { takePost, takeBytes, belongs, size, pass } = limits();
  belongs("own", "attempt");
  takeBytes("own", "attempt", 10_485_760, 1_000);
  for (let second = 0; second < 60; second += 1) {
    for (let n = 0; n < 1_000; n += 1) takePost(`stranger ${second} ${n}`, "attempt");
    pass(1_000);
  }
  expect(size()).toBeLessThan(10_000);
  expect(takeBytes("own", "attempt", 1, 1_000)).toBeGreaterThan(3_000);
});

test("sends the images of a form three times an hour, and ten megabytes of them in any case", () => {
  const { takeBytes, belongs, pass } = limits();
  belongs("other", "small");
  const form = 100_000_000;
  expect([1, 2, 3].map(() => takeBytes("token", "attempt", form, form))).toEqual([0, 0, 0]);
  pass(600_000);
  expect(takeBytes("token", "attempt", 1, form)).toBe(3_000);
  pass(3_000_000);
  expect(takeBytes("token", "attempt", 3 * form, form)).toBe(0);
  for (let times = 0; times < 10; times += 1) expect(takeBytes("other", "small", 1_048_576, 1_000)).toBe(0);
  expect(takeBytes("other", "small", 1, 1_000)).toBe(3_600);
});

test("six images at once go out, a hundred wait for their turn in order, and no more", async () => {
  const { takeTurn } = limits();
  const ends = await Promise.all(Array.from({ length: 6 }, () => takeTurn("token", "attempt")));
  const order: number[] = [];
  const waiting = Array.from({ length: 100 }, (_, index) => takeTurn("token", "attempt").then((end) => (order.push(index), end)));
  expect(await takeTurn("token", "attempt")).toBeNull();
  expect(order).toEqual([]);
  for (const end of ends) end!();
  await Promise.all(waiting.slice(0, 6));
  expect(order).toEqual([0, 1, 2, 3, 4, 5]);
  for (let index = 0; index < 100; index += 1) (await waiting[index])!();
  expect(order).toHaveLength(100);
  expect(await Promise.all(Array.from({ length: 6 }, () => takeTurn("token", "attempt")))).not.toContain(null);
});
