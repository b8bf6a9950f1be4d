import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MARK } from "../../scoring/marks.ts";
import type { Interaction, Key } from "../item.ts";
import { rulesOf } from "./registry.ts";

const options = ["A", "B", "C", "D", "E"].map((id) => ({ id, text: `<p>${id}</p>` }));
const single: Interaction = { kind: "single-best-answer", options };
const several: Interaction = { kind: "multiple-response", options, maxChoices: 3 };
const noLimit: Interaction = { kind: "multiple-response", options, maxChoices: null };
const kinds: [string, Interaction][] = [["single-best-answer", single], ["multiple-response", several], ["multiple-response without a limit", noLimit]];
const keyOf = (correct: readonly string[]): Key => ({ correct, tolerance: null });
const anyOptions = fc.subarray(["A", "B", "C", "D", "E"]).chain((ids) => fc.shuffledSubarray(ids, { minLength: ids.length, maxLength: ids.length }));

describe.each(kinds)("%s", (_name, interaction) => {
  const rules = rulesOf(interaction);

  it("takes nothing as a response but lists of different options of its own", () => {
    for (const value of [null, undefined, true, 1, "A", {}, { 0: "A", length: 1 }, ["F"], ["A", "A"], [["A"]], [null], [1], ["toString"]]) {
      expect([value, rules.parseResponse(interaction, value)]).toEqual([value, null]);
    }
    expect(rules.parseResponse(interaction, [])).toEqual([]);
    expect(rules.parseResponse(interaction, ["E"])).toEqual(["E"]);
    expect(rules.isAnswered([])).toBe(false);
    expect(rules.isAnswered(["E"])).toBe(true);
  });

  it("gives whole marks from 0 to the maximum, whatever is answered and keyed, in whatever order", () => {
    fc.assert(
      fc.property(anyOptions, anyOptions, (response, correct) => {
        const { score, maximum } = rules.score(interaction, response, keyOf(correct));
        expect(maximum).toBe(MARK);
        expect([0, MARK]).toContain(score);
        expect(rules.score(interaction, response.toReversed(), keyOf(correct.toReversed()))).toEqual({ score, maximum });
        if (response.length === 0) expect(score).toBe(0);
      }),
    );
  });

  it("shows a candidate what it is and nothing that was added to it", () => {
    const marked = { ...interaction, options: options.map((option) => ({ ...option, isKey: true })), correct: ["A"] };
    expect(rules.present(marked as unknown as Interaction)).toEqual(interaction);
    expect(rules.strikeable(interaction)).toEqual(options);
    expect(rules.describeKey(interaction, keyOf(["D", "B"]))).toBe("B, D");
    expect([rules.describeResponse(interaction, ["E"]), rules.describeResponse(interaction, [])]).toEqual(["E", ""]);
  });
});

describe("multiple response", () => {
  const { score, parseResponse } = rulesOf(several);
  it.each([
    [["B", "D"], ["B", "D"], MARK],
    [["D", "B"], ["B", "D"], MARK],
    [["B"], ["B", "D"], 0],
    [["B", "D", "E"], ["B", "D"], 0],
    [["A", "C"], ["B", "D"], 0],
    [[], ["B"], 0],
    [[], [], 0],
  ])("%j under the key %j is worth %i", (response, correct, marks) => {
    expect(score(several, response, keyOf(correct))).toEqual({ score: marks, maximum: MARK });
  });

  it("takes no more options than may be chosen", () => {
    expect(parseResponse(several, ["A", "B", "C"])).toEqual(["A", "B", "C"]);
    expect(parseResponse(several, ["A", "B", "C", "D"])).toBeNull();
    expect(parseResponse(noLimit, ["A", "B", "C", "D", "E"])).toEqual(["A", "B", "C", "D", "E"]);
  });
});
