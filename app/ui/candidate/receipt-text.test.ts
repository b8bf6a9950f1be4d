import { expect, test } from "vitest";
import { receiptText } from "./receipt-text.ts";

test("the file says when it was closed in the zone of the exam and in UTC, for it may be read anywhere", () => {
  const text = receiptText({
    attemptId: "a",
    sittingTitle: "Autumn sitting",
    candidateNumber: "C1001",
    candidateName: "Elena Marchetti",
    timeZone: "Europe/Brussels",
    closedAtMs: Date.UTC(2026, 10, 24, 23, 42, 7),
    answered: 2,
    questions: 12,
    entries: 31,
    fingerprint: "f".repeat(64),
  });
  expect(text).toMatch(/^Closed at: +25 Nov 2026, 00:42:07 CET \(Europe\/Brussels\) = 24 Nov 2026, 23:42:07 UTC$/m);
});
