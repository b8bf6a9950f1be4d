import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { countMissingBelow, coverageOf, hasArrived, highestArrived, missingBelow, withArrived, type Received } from "./received.ts";

const arrive = (seqs: readonly number[], lease = 1): Received =>
  seqs.reduce<Received>((received, seq) => withArrived(received, lease, seq), {});

describe("what has arrived", () => {
  it("names the numbers that are missing below another", () => {
    expect(missingBelow(arrive([1, 2, 5, 7]), 1, 8)).toEqual([3, 4, 6]);
  });

  it("keeps leases apart", () => {
    const received = withArrived(arrive([1, 2]), 2, 1);
    expect(hasArrived(received, 2, 2)).toBe(false);
    expect(coverageOf(received, 1)).toEqual({ upTo: 2, beyond: [] });
  });

  it("takes no more room for a hundred thousand numbers behind a missing one than for two", () => {
    let received: Received = {};
    for (let seq = 2; seq <= 100_000; seq += 1) received = withArrived(received, 1, seq);
    expect(coverageOf(received, 1)).toEqual({ upTo: 0, beyond: [[2, 100_000]] });
    expect(missingBelow(received, 1, 100_001)).toEqual([1]);
    expect(coverageOf(withArrived(received, 1, 1), 1)).toEqual({ upTo: 100_000, beyond: [] });
  });

  it("is the same for every order and repetition of the same numbers", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 60 }), (seqs) => {
        const received = arrive(seqs);
        expect(received).toEqual(arrive([...new Set(seqs)].sort((a, b) => a - b)));
        for (let seq = 1; seq <= 41; seq += 1) expect(hasArrived(received, 1, seq)).toBe(seqs.includes(seq));
        expect(highestArrived(received, 1)).toBe(Math.max(...seqs));
        for (const below of [1, 7, 41, 60]) {
          const missing = Array.from({ length: below - 1 }, (_, index) => index + 1).filter((seq) => !seqs.includes(seq));
          expect(missingBelow(received, 1, below)).toEqual(missing);
          expect(countMissingBelow(received, 1, below)).toBe(missing.length);
        }
      }),
    );
  });
});
