import { describe, expect, it } from "vitest";
import { addPlaywright, addVitest, closingLines, emptyTally } from "./tally.js";

const counted = (passed: number, failed = 0) => ({ passed, failed, skipped: [], faults: [] });
const stats = (expected: number, unexpected = 0, flaky = 0, skipped = 0) => ({ expected, unexpected, flaky, skipped });

describe("the last line of npm test", () => {
  it("adds unit and browser tests", () => {
    const tally = emptyTally();
    addVitest(tally, counted(40), 0);
    addPlaywright(tally, { stats: stats(2), suites: [] }, 0);
    expect(closingLines(tally)).toEqual({ lines: ["42 passed, 0 failed"], ok: true });
  });

  it("counts a browser test that needed a second try as failed", () => {
    const tally = emptyTally();
    addPlaywright(tally, { stats: stats(3, 1, 1), suites: [] }, 1);
    expect(closingLines(tally)).toEqual({ lines: ["3 passed, 2 failed"], ok: false });
  });

  it("lists skipped tests under their reason", () => {
    const tally = emptyTally();
    addVitest(tally, { ...counted(1), skipped: [{ name: "a", why: "no PostgreSQL here" }, { name: "b", why: "no PostgreSQL here" }] }, 0);
    const skipped = { title: "sleeps", tests: [{ status: "skipped", annotations: [{ type: "skip", description: "needs sound" }] }] };
    addPlaywright(tally, { stats: stats(0, 0, 0, 1), suites: [{ title: "story.spec.ts", suites: [{ title: "night", specs: [skipped] }] }] }, 0);
    expect(closingLines(tally).lines).toEqual([
      "Skipped, no PostgreSQL here:",
      "  a",
      "  b",
      "Skipped, needs sound:",
      "  story.spec.ts > night: sleeps",
      "1 passed, 0 failed, 3 skipped",
    ]);
  });

  it.each([
    ["a run without a report", null, 1],
    ["a run that fails although no test did", counted(5), 1],
    ["an error outside of a test", { ...counted(5), faults: ["a.test.ts: cannot be read"] }, 1],
  ])("counts %s as a failure", (_name, report, code) => {
    const tally = emptyTally();
    addVitest(tally, report, code);
    const { lines, ok } = closingLines(tally);
    expect(ok).toBe(false);
    expect(lines.at(-1)).toMatch(/^\d+ passed, 1 failed$/);
  });

  it("is no success when nothing ran", () => {
    const { lines, ok } = closingLines(emptyTally());
    expect(ok).toBe(false);
    expect(lines.at(-1)).toBe("0 passed, 0 failed");
  });
});
