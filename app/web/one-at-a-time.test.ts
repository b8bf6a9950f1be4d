import fc from "fast-check";
import { expect, it } from "vitest";
import { oneAtATime } from "./one-at-a-time.ts";

it("gives turns one at a time and in order, whoever ends theirs twice", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.record({ ticks: fc.integer({ min: 0, max: 3 }), twice: fc.boolean() }), { minLength: 1, maxLength: 20 }), async (works) => {
      const turns = oneAtATime(100);
      const began: number[] = [];
      let running = 0;
      await Promise.all(
        works.map(async ({ ticks, twice }, index) => {
          const end = (await turns.take())!;
          began.push(index);
          running += 1;
          expect(running).toBe(1);
          for (let tick = 0; tick < ticks; tick += 1) await new Promise((resolve) => setImmediate(resolve));
          running -= 1;
          end();
          if (twice) end();
        }),
      );
      expect(began).toEqual(works.map((_, index) => index));
      // Nobody has it any more.
      expect(await turns.take()).not.toBeNull();
    }),
  );
});

it("lets everything else that is due happen between two turns", async () => {
  const turns = oneAtATime(2);
  const order: string[] = [];
  const first = (await turns.take())!;
  const second = turns.take().then(() => order.push("second"));
  setImmediate(() => order.push("save"));
  first();
  await second;
  expect(order).toEqual(["save", "second"]);
});

it("says no when too many wait, and yes again when one has had their turn", async () => {
  const turns = oneAtATime(1);
  const first = (await turns.take())!;
  const second = turns.take();
  expect(await turns.take()).toBeNull();
  const third = turns.take(true);
  first();
  (await second)!();
  (await third)!();
  expect(await turns.take()).not.toBeNull();
});
