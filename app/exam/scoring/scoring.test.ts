import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MARK } from "./marks.ts";
import { outcomeOf } from "./cut-score.ts";
import { profileOf } from "./profile.ts";
import { approveRelease } from "./approve-release.ts";
import { scoreAttempt, type ScoredPosition } from "./score-attempt.ts";
import { scoreSitting } from "./score-sitting.ts";

const options = ["A", "B", "C", "D", "E"].map((id) => ({ id, text: id }));
const position = (number: number, change: Partial<ScoredPosition> = {}): ScoredPosition => ({
  position: number,
  interaction: { kind: "single-best-answer", options },
  domain: "physics",
  key: { correct: ["C"], tolerance: null },
  counted: true,
  ...change,
});

describe("the score", () => {
  it.each([
    ["the right answer", ["C"], 1],
    ["a wrong answer", ["A"], 0],
    ["a blank", [], 0],
  ])("of %s is %s -> %i", (_words, response, score) => {
    expect(scoreAttempt([position(1)], new Map([[1, response]])).score).toBe(score * MARK);
  });

  it("leaves an item that does not count out of score and maximum", () => {
    const scored = scoreAttempt([position(1), position(2, { counted: false })], new Map([[1, ["C"]], [2, ["C"]]]));
    expect(scored).toMatchObject({ score: MARK, maximum: MARK });
  });

  it("gives a mark for each of several accepted keys", () => {
    expect(scoreAttempt([position(1, { key: { correct: ["A", "C"], tolerance: null } })], new Map([[1, ["A"]]])).score).toBe(MARK);
  });

  it("is never negative, never above the maximum, and does not depend on the order of positions", () => {
    const answer = fc.constantFrom<string[]>([], ["A"], ["C"]);
    fc.assert(
      fc.property(fc.array(answer, { minLength: 1, maxLength: 30 }), (answers) => {
        const positions = answers.map((_, index) => position(index + 1));
        const given = new Map(answers.map((response, index) => [index + 1, response]));
        const { score, maximum } = scoreAttempt(positions, given);
        expect(score).toBe(answers.filter(([answer]) => answer === "C").length * MARK);
        expect(scoreAttempt(positions.toReversed(), given).score).toBe(score);
        expect(score).toBeLessThanOrEqual(maximum);
      }),
    );
  });
});

describe("the pass mark", () => {
  it("is passed by reaching it", () => {
    expect(outcomeOf(8 * MARK, 8)).toBe("pass");
    expect(outcomeOf(8 * MARK - 1, 8)).toBe("fail");
  });
});

describe("the profile", () => {
  it("shows domains with fewer than five questions together, at the end", () => {
    const form = [
      ...[1, 2, 3, 4, 5].map((number) => position(number)),
      position(6, { domain: "masses" }),
      position(7, { domain: "valves" }),
    ];
    const { positions } = scoreAttempt(form, new Map([[1, ["C"]], [6, ["C"]]]));
    expect(profileOf(form, positions, ["masses", "physics", "valves"])).toEqual([
      { domains: ["physics"], score: MARK, maximum: 5 * MARK, questions: 5 },
      { domains: ["masses", "valves"], score: MARK, maximum: 2 * MARK, questions: 2 },
    ]);
  });

  it("adds up to score and maximum", () => {
    const [scored] = scoreSitting([position(1), position(2, { domain: "masses" })], 1, [
      { attemptId: "a", logHead: "h", answers: new Map([[2, ["C"]]]) },
    ]);
    expect(scored?.profile).toEqual([{ domains: ["physics", "masses"], score: MARK, maximum: 2 * MARK, questions: 2 }]);
    expect(scored?.outcome).toBe("pass");
  });
});

describe("the release", () => {
  it("needs two different persons", () => {
    const none = { released: false, approvals: [] };
    const approvedOnce = { released: false, approvals: [{ personId: "anna" }] };
    expect(approveRelease(none, "anna")).toEqual({ ok: true, releases: false });
    expect(approveRelease(approvedOnce, "anna")).toMatchObject({ ok: false, reason: "second-person-needed" });
    expect(approveRelease(approvedOnce, "bruno")).toEqual({ ok: true, releases: true });
    expect(approveRelease({ released: true, approvals: [] }, "bruno")).toMatchObject({ reason: "already-released" });
  });
});
