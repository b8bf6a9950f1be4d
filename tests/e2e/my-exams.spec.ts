import SqliteDatabase from "better-sqlite3";
import { join } from "node:path";
import { hasNoFinding } from "./support/accessibility.ts";
import { STILL_IMAGES } from "./support/chromium.ts";
import { signIn } from "./support/exam-page.ts";
import { expect, test, type ExamServer } from "./support/server.ts";
import { examCandidate } from "./support/visitors.ts";

test.use(STILL_IMAGES);

function moveLastStart(server: ExamServer, lastStartAtMs: number): void {
  const database = new SqliteDatabase(join(server.dataDir, "exam.sqlite"), { timeout: 5_000 });
  database.prepare("update sitting set last_start_at_ms = ? where practice = 0").run(lastStartAtMs);
  database.close();
}

test.use({ timezoneId: "Europe/London" });

test("a candidate reads the last start and their own end, and is offered no start after the last one", async ({ page, freshServer }) => {
  moveLastStart(freshServer, Date.now() + 600_000);
  await signIn(page, freshServer, examCandidate(freshServer));
  const number = examCandidate(freshServer).candidateNumber;
  const facts = page.locator("main dl").filter({ hasText: number });
  await expect(facts).toContainText(/Last start.*Your end30 minutes after your own start, at the latest/);
  await expect(facts).toContainText(/If you start at \d\d:\d\d CES?T = \d\d:\d\d where this computer is, your end is \d\d:\d\d CES?T = \d\d:\d\d where this computer is\./);
  // The same person's practice exam stands beside it, to be opened with a code of its own.
  await expect(page.getByRole("button", { name: "Open the exam" })).toHaveCount(1);
  await hasNoFinding(page, "my exams before the start");

  moveLastStart(freshServer, Date.now() - 5_000);
  await page.reload();
  await expect(page.getByText(/This exam can no longer be started: its last start has passed, at .* where this computer is\./)).toBeVisible();
  await expect(page.getByRole("button", { name: "Open the exam" })).toHaveCount(0);
  await expect(facts).not.toContainText("Your end");
});
