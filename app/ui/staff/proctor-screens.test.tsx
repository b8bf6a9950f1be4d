import type { WatchedCandidate } from "#app/usecases/proctor/watch-sitting.ts";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { ProctorSittingScreen } from "./proctor-screens.tsx";

const NOW_MS = 1_700_000_000_000;
const sitting = {
  id: "s", formId: "f", title: "Autumn", practice: false, admits: "proctor", opensAtMs: NOW_MS, lastStartAtMs: null, graceSeconds: 30, timeZone: "Europe/Brussels", resultsExpectedOn: null,
} as const;
const row = (change: Partial<WatchedCandidate>): WatchedCandidate => ({
  registrationId: "r", attemptId: "a", actId: "act", candidateNumber: "C1", name: "Maja Lindqvist", state: "active", position: 1, answered: 0, flagged: 0, questions: 3,
  timeLeftMs: 60_000, lastSeenMs: NOW_MS, waiting: 0, otherBuild: false, lease: 1, rulesAccepted: true, undo: null, ...change,
});
/** The words of the page: tags are gone, and those within a sentence leave no gap. */
const wordsOfList = (...candidates: WatchedCandidate[]): string =>
  renderToStaticMarkup(<ProctorSittingScreen sitting={sitting} serverTimeMs={NOW_MS} candidates={candidates} storing trouble={null} problem={null} />).replaceAll(/<\/?strong>/g, "").replaceAll(/<[^>]*>/g, " ").replaceAll(/\s+/g, " ");

test("the proctor's list says of a running exam that its page is older, beside the state of the link", () => {
  expect(wordsOfList(row({ otherBuild: true }))).toContain("✓ good, page of another build");
  expect(wordsOfList(row({ otherBuild: true, waiting: 4 }))).toContain("! 4 unsent, page of another build");
  expect(wordsOfList(row({}))).not.toContain("another build");
  expect(wordsOfList(row({ otherBuild: true, state: "submitted" }))).not.toContain("another build");
});

test("a page of another build is no trouble", () => {
  expect(wordsOfList(row({ otherBuild: true }))).toContain(" 0 Trouble ");
  expect(wordsOfList(row({ otherBuild: true, waiting: 4 }))).toContain(" 1 Trouble ");
});

test("the proctor is told when nothing can be stored, and only then", () => {
  const page = (storing: boolean) => renderToStaticMarkup(<ProctorSittingScreen sitting={sitting} serverTimeMs={NOW_MS} candidates={[row({})]} storing={storing} trouble={null} problem={null} />);
  expect(page(false)).toMatch(/role="alert".*Nothing can be stored just now/);
  expect(page(true)).not.toContain("Nothing can be stored");
});
