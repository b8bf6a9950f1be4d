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

/** A moment in Brussels and where the computer is; the day as well where it is another one there, as near midnight. */
function inBothZones(ms: number): string {
  const say = (timeZone: string, options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat("en-GB", { timeZone, ...options }).format(ms);
  const clock = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;
  const day = { day: "numeric", month: "short" } as const;
  const [there, here] = ["Europe/Brussels", "Europe/London"] as const;
  const otherDay = say(there, day) === say(here, day) ? "" : `${say(here, day)}, `;
  return `${say(there, { ...clock, timeZoneName: "short" })} = ${otherDay}${say(here, clock)} where this computer is`;
}

test("a candidate reads the last start and their own end, and is offered no start after the last one", async ({ page, freshServer }) => {
  moveLastStart(freshServer, Date.now() + 600_000);
  await signIn(page, freshServer, examCandidate(freshServer));
  const number = examCandidate(freshServer).candidateNumber;
  const facts = page.locator("main dl").filter({ hasText: number });
  await expect(facts).toContainText(/Last start.*Your end30 minutes after your own start, at the latest/);
  await expect(facts).toContainText("where this computer is");
  const [startsAt, endsAt] = await facts.locator("time").evaluateAll((all) => all.slice(-2).map((time) => Date.parse((time as HTMLTimeElement).dateTime)));
  await expect(facts).toContainText(`If you start at ${inBothZones(startsAt!)}, your end is ${inBothZones(endsAt!)}.`);
  // The same person's practice exam stands beside it, to be opened with a code of its own.
  await expect(page.getByRole("button", { name: "Open the exam" })).toHaveCount(1);
  await hasNoFinding(page, "my exams before the start");

  moveLastStart(freshServer, Date.now() - 5_000);
  await page.reload();
  await expect(page.getByText(/This exam can no longer be started: its last start has passed, at .* where this computer is\./)).toBeVisible();
  await expect(page.getByRole("button", { name: "Open the exam" })).toHaveCount(0);
  await expect(facts).not.toContainText("Your end");
});
