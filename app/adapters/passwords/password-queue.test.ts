import { expect, test } from "vitest";
import { passwordQueue } from "./password-queue.ts";

/** A hasher whose work ends when the test says so; it knows how much was under way at once. */
function slowHasher() {
  const begun: string[] = [];
  const ends: (() => void)[] = [];
  let underWay = 0;
  let mostAtOnce = 0;
  async function work(password: string): Promise<void> {
    begun.push(password);
    underWay += 1;
    mostAtOnce = Math.max(mostAtOnce, underWay);
    await new Promise<void>((resolve) => ends.push(resolve));
    underWay -= 1;
  }
  const hasher = {
    hash: (password: string) => work(password).then(() => `hash of ${password}`),
    verify: (encoded: string, password: string) => work(password).then(() => encoded === `hash of ${password}`),
  };
  async function endAll(): Promise<void> {
    for (let end = ends.shift(); end; end = ends.shift()) {
      end();
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
  return { hasher, begun, endAll, mostAtOnce: () => mostAtOnce };
}

test("one hash is computed at a time, in the order of arrival, and each answer goes to its own question", async () => {
  const { hasher, begun, endAll, mostAtOnce } = slowHasher();
  const queue = passwordQueue(hasher);
  const asked = [queue.verify("hash of a", "a"), queue.verify("hash of a", "b"), queue.hash("c"), queue.verify("hash of d", "d")];
  expect(begun).toEqual(["a"]);
  expect(queue.figures()).toEqual({ computed: 1, waiting: 3 });
  await endAll();
  expect(await Promise.all(asked)).toEqual([true, false, "hash of c", true]);
  expect(mostAtOnce()).toBe(1);
  expect(queue.figures()).toEqual({ computed: 4, waiting: 0 });
});

test("a full queue answers at once and computes nothing for it", async () => {
  const { hasher, begun, endAll } = slowHasher();
  const queue = passwordQueue(hasher, 3);
  const asked = Array.from({ length: 100 }, () => queue.verify("", "guess"));
  expect(await Promise.all(asked.slice(4))).toEqual(Array.from({ length: 96 }, () => null));
  expect(queue.figures()).toEqual({ computed: 1, waiting: 3 });
  await endAll();
  expect(await Promise.all(asked.slice(0, 4))).toEqual([false, false, false, false]);
  expect(begun).toHaveLength(4);
  const later = queue.verify("hash of a", "a");
  await endAll();
  expect(await later).toBe(true);
});

test("a known browser finds room when strangers have filled the queue, and goes first", async () => {
  const { hasher, begun, endAll } = slowHasher();
  const queue = passwordQueue(hasher, 2);
  const strangers = Array.from({ length: 3 }, (_, n) => queue.verify("", `stranger ${n}`));
  const owner = [1, 2, 3].map((n) => queue.verify(`hash of owner ${n}`, `owner ${n}`, true));
  expect(await queue.verify("", "stranger")).toBeNull();
  expect(await owner[2]).toBeNull();
  await endAll();
  expect(await Promise.all([...owner, ...strangers])).toEqual([true, true, null, false, false, false]);
  expect(begun).toEqual(["stranger 0", "owner 1", "owner 2", "stranger 1", "stranger 2"]);
});

test("a hash that fails leaves the turn to the next", async () => {
  const queue = passwordQueue({ hash: () => Promise.reject(new Error("no memory")), verify: () => Promise.resolve(true) });
  const [failed, next] = [queue.hash("a"), queue.verify("", "b")];
  await expect(failed).rejects.toThrow("no memory");
  expect(await next).toBe(true);
  expect(queue.figures()).toEqual({ computed: 2, waiting: 0 });
});
