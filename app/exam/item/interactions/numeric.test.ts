import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MARK } from "../../scoring/marks.ts";
import type { Numeric, Tolerance } from "../item.ts";
import { billionths, fromBillionths, isDecimal, readDecimal } from "./decimal.ts";
import { rulesOf } from "./registry.ts";

const percent: Numeric = { kind: "numeric", unit: "%" };
const bare: Numeric = { kind: "numeric", unit: null };
const rules = rulesOf(percent);
const within = (mode: Tolerance["mode"], below: string, above = below): Tolerance => ({ mode, below, above });

describe("a number as people type it", () => {
  it.each([
    ["55", "55"], ["55.5", "55.5"], ["55,5", "55.5"], [" 55 ", "55"], ["+5", "5"], ["-5", "-5"], ["\u22125,20", "-5.2"], ["05", "5"], ["5.", "5"], [".5", "0.5"],
    ["-0", "0"], ["0.000", "0"], ["00", "0"], ["1,250", "1.25"], ["999999999999.999999999", "999999999999.999999999"],
  ])("%j is %s", (typed, written) => {
    expect([readDecimal(typed), isDecimal(written)]).toEqual([written, true]);
  });

  it.each(["", " ", "-", ".", ",", "-.", "5x", "five", "1e3", "0x10", "NaN", "Infinity", "1,000,000", "1.000.000", "1.2,3", "5 5", "--5", "5-", "\u0665", "1000000000000", "0.0000000001", "9".repeat(10_000)])(
    "%j is no number",
    (typed) => expect(readDecimal(typed)).toBeNull(),
  );

  it("is written in one way only, and read back from its billionths", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 21n) + 1n, max: 10n ** 21n - 1n }), (value) => {
        const written = fromBillionths(value);
        expect([isDecimal(written), billionths(written), readDecimal(written)]).toEqual([true, value, written]);
        for (const other of [`+${written}`, `0${written}`, `${written}.`, `${written}.0`, ` ${written}`, "-0"]) expect(isDecimal(other)).toBe(false);
      }),
    );
  });
});

describe("numeric", () => {
  it("takes nothing as a response but a list with at most one number, written in the one way", () => {
    for (const value of [null, 55, "55", {}, [55], ["55", "56"], ["55 %"], ["055"], ["5,5"], [""], ["1e3"], [["55"]], [null]]) {
      expect([value, rules.parseResponse(percent, value)]).toEqual([value, null]);
    }
    expect(rules.parseResponse(percent, ["55.5"])).toEqual(["55.5"]);
    expect([rules.isAnswered([]), rules.isAnswered(["0"])]).toEqual([false, true]);
  });

  it.each<[string, string[], Tolerance | null, string, number]>([
    ["the number itself", ["55"], null, "55", MARK],
    ["the next one", ["55"], null, "55.000000001", 0],
    ["the lower end", ["55"], within("absolute", "5"), "50", MARK],
    ["the upper end", ["55"], within("absolute", "5"), "60", MARK],
    ["just below", ["55"], within("absolute", "5"), "49.999999999", 0],
    ["just above", ["55"], within("absolute", "5"), "60.000000001", 0],
    ["ends that differ", ["55"], within("absolute", "1", "10"), "65", MARK],
    ["ends that differ, below", ["55"], within("absolute", "1", "10"), "53", 0],
    // In binary numbers 0.8 - 0.7 is more than 0.1.
    ["a tenth, exactly", ["0.7"], within("absolute", "0.1"), "0.8", MARK],
    ["percent of the key", ["200"], within("relative", "10"), "220", MARK],
    ["percent of the key, just above", ["200"], within("relative", "10"), "220.000000001", 0],
    ["percent of a key below zero", ["-200"], within("relative", "10"), "-220", MARK],
    ["a percentage finer than any number", ["0.000000001"], within("relative", "0.5"), "0.000000001", MARK],
    ["one of two numbers of the key", ["10", "20"], within("absolute", "1"), "19", MARK],
    ["between two numbers of the key", ["10", "20"], within("absolute", "1"), "15", 0],
    ["a key of nothing", [], null, "0", 0],
  ])("gives the mark for what lies within the tolerance: %s", (_name, correct, tolerance, typed, marks) => {
    expect(rules.score(percent, [typed], { correct, tolerance })).toEqual({ score: marks, maximum: MARK });
    expect(rules.score(percent, [], { correct, tolerance })).toEqual({ score: 0, maximum: MARK });
  });

  it("never gives less for a number that lies nearer, nor for a wider tolerance", () => {
    const size = fc.bigInt({ min: 0n, max: 10n ** 15n });
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n }), size, size, fc.constantFrom<Tolerance["mode"]>("absolute", "relative"), size, (key, far, less, mode, width) => {
        const scoreAt = (distance: bigint, wide: bigint) => rules.score(percent, [fromBillionths(key + distance)], { correct: [fromBillionths(key)], tolerance: within(mode, fromBillionths(wide)) }).score;
        const near = far < less ? far : far - less;
        expect(scoreAt(near, width)).toBeGreaterThanOrEqual(scoreAt(far, width));
        expect(scoreAt(far, width + less)).toBeGreaterThanOrEqual(scoreAt(far, width));
      }),
    );
  });

  it("is described with its unit and the range that is right", () => {
    expect(rules.describeResponse(percent, ["55.5"])).toBe("55.5 %");
    expect([rules.describeResponse(percent, []), rulesOf(bare).describeResponse(bare, ["-3"])]).toEqual(["", "-3"]);
    expect(rules.describeKey(percent, { correct: ["55"], tolerance: within("absolute", "5", "2.5") })).toBe("55 % (50 to 57.5 %)");
    expect(rules.describeKey(percent, { correct: ["55"], tolerance: null })).toBe("55 %");
    expect(rulesOf(bare).describeKey(bare, { correct: ["200"], tolerance: within("relative", "10") })).toBe("200 (180 to 220)");
    expect(rules.strikeable(percent)).toEqual([]);
  });

  it("shows a candidate the unit and nothing of the key", () => {
    expect(rules.present({ kind: "numeric", unit: "ml", correct: ["55"] } as unknown as Numeric)).toEqual({ kind: "numeric", unit: "ml" });
  });
});
