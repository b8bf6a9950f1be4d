import { existsSync, readdirSync } from "node:fs";
import type { Page } from "@playwright/test";
import { hasNoFinding } from "./support/accessibility.ts";
import { STILL_IMAGES } from "./support/chromium.ts";
import { openAndStart, option, savedLine, signIn } from "./support/exam-page.ts";
import { exam } from "./support/seeded.ts";
import { expect, test } from "./support/server.ts";
import { signInAsStaff, withRole } from "./support/staff-page.ts";
import { examCandidate } from "./support/visitors.ts";

test.use(STILL_IMAGES);

// Debian's package faketime: the machine's clock is set for one process, its monotonic clock is not.
const library = (existsSync("/usr/lib") ? readdirSync("/usr/lib") : []).map((folder) => `/usr/lib/${folder}/faketime/libfaketime.so.1`).find((file) => existsSync(file));
const clockSetBy = (minutes: number): Record<string, string> => ({ LD_PRELOAD: library ?? "", FAKETIME: `${minutes >= 0 ? "+" : ""}${minutes * 60}`, DONT_FAKE_MONOTONIC: "1" });

/** Minutes left, as the exam page shows them. */
async function minutesLeft(page: Page): Promise<number> {
  const shown = (await page.getByRole("timer").textContent()) ?? "";
  const [hours = 0, minutes = 0] = (/(\d+):(\d\d):\d\d/.exec(shown) ?? []).slice(1).map(Number);
  return hours * 60 + minutes;
}

test("a server whose machine's clock was set lets exams go on, lets nobody begin, and asks an admin what happened", async ({ browser, freshServer: server }) => {
  test.skip(library === undefined, "faketime is not installed");
  test.setTimeout(240_000);
  const newPage = async () => (await browser.newContext({ reducedMotion: "reduce" })).newPage();
  const running = await newPage();
  await signIn(running, server);
  await openAndStart(running);
  const before = await minutesLeft(running);
  expect(before).toBeGreaterThan(5);

  const waiting = await newPage();
  const who = examCandidate(server);
  await signIn(waiting, server, who);
  await waiting.getByRole("button", { name: "Open the exam" }).click();
  await waiting.getByRole("checkbox", { name: /I accept/ }).check({ force: true });
  await waiting.getByRole("button", { name: "Accept and go to the waiting room" }).click();
  const proctor = await newPage();
  await signInAsStaff(proctor, server, withRole(server, "proctor")[0]!);
  await proctor.getByRole("row", { name: new RegExp(who.sitting) }).getByRole("link").first().click();
  await proctor.getByRole("button", { name: `Admit: ${who.candidateNumber}` }).click();
  const start = waiting.getByRole("button", { name: "Start the exam" });
  await expect(start).toBeEnabled({ timeout: 60_000 });
  const admin = await newPage();
  await signInAsStaff(admin, server, withRole(server, "admin")[0]!);

  // An hour too late: nobody's time is over, answers are saved, nobody begins.
  await server.restart("SIGKILL", clockSetBy(60));
  await option(running, 2).check({ force: true });
  await expect(savedLine(running)).toBeVisible({ timeout: 30_000 });
  expect(Math.abs((await minutesLeft(running)) - before)).toBeLessThanOrEqual(2);
  await expect(waiting.getByText(/Starts are waiting for the server's clock\. Ring /)).toBeVisible({ timeout: 30_000 });
  await expect(start).toBeDisabled();
  await hasNoFinding(waiting, "waiting for the clock");
  await proctor.reload();
  await expect(proctor.getByText("Starts are waiting for the server's clock.")).toBeVisible();
  await expect(proctor.getByText(/^Ring /)).toBeVisible();
  await hasNoFinding(proctor, "the wall while starts wait");

  await admin.goto(`${server.baseUrl}/staff`);
  await admin.getByRole("link", { name: "Clock" }).click();
  await expect(admin.getByText(/The machine's clock is (00:59:\d\d|01:00:\d\d) ahead\./)).toBeVisible();
  await hasNoFinding(admin, "a clock in doubt");
  await admin.getByRole("button", { name: "The clock was wrong" }).click();
  await expect(admin.getByText("The server is sure of the time.")).toBeVisible({ timeout: 15_000 });
  await hasNoFinding(admin, "a clock that is sure");
  await expect(start).toBeEnabled({ timeout: 30_000 });
  expect(Math.abs((await minutesLeft(running)) - before)).toBeLessThanOrEqual(2);

  // Set right again, the server's time agrees with it; then the server is down for forty minutes, longer than staff may be idle.
  await server.restart("SIGKILL");
  await expect(start).toBeEnabled({ timeout: 30_000 });
  await server.restart("SIGKILL", clockSetBy(40));
  await admin.reload();
  await expect(waiting.getByText(/Starts are waiting for the server's clock\. Ring /)).toBeVisible({ timeout: 30_000 });
  expect(exam(server.dataDir, "clock")).toMatch(/not sure of the time[\s\S]*ahead of it\. Exams that run: 1\. Starts wait\./);
  expect(exam(server.dataDir, "clock", "confirm", "--server-was-down")).toContain("Confirmed.");
  await admin.reload();
  await expect(admin.getByText("The server is sure of the time.")).toBeVisible();
  await start.click();
  await expect(waiting.getByText(/Question 1 of/).first()).toBeVisible({ timeout: 30_000 });
  // The forty minutes are given back: as much is left as before.
  await expect.poll(() => minutesLeft(running), { timeout: 15_000 }).toBeGreaterThanOrEqual(before - 3);
  expect(await minutesLeft(running)).toBeLessThanOrEqual(before);
  await option(running, 3).check({ force: true });
  await expect(savedLine(running)).toBeVisible({ timeout: 30_000 });
  expect(exam(server.dataDir, "audit", "verify")).toContain("Whole");
});
