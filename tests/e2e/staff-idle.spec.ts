import { join } from "node:path";
import SqliteDatabase from "better-sqlite3";
import { hasNoFinding } from "./support/accessibility.ts";
import { signIn } from "./support/exam-page.ts";
import { expect, test, type ExamServer } from "./support/server.ts";
import { signInAsStaff, withRole } from "./support/staff-page.ts";
import { examCandidate } from "./support/visitors.ts";

/** As if nobody of the staff had acted for so long: what the server has in memory goes with it. */
async function nobodyActed(server: ExamServer, milliseconds: number): Promise<void> {
  await server.restart("SIGTERM");
  const database = new SqliteDatabase(join(server.dataDir, "exam.sqlite"), { timeout: 5_000 });
  database.prepare("update sign_in set last_seen_at_ms = ? where registration_id is null").run(Date.now() - milliseconds);
  database.close();
}

const MINUTE = 60_000;

test("staff are warned before they are signed out for want of an act, and sign in again over the page with all that was typed", async ({ page, freshServer: server }) => {
  test.setTimeout(120_000);
  const email = withRole(server, "office")[0]!;
  await page.clock.install();
  await signInAsStaff(page, server, email);
  await page.goto(`${server.baseUrl}/office`);
  await page.getByLabel("Telephone on exam day").fill("+32 2 555 01 77");
  const dialog = page.getByRole("dialog");

  await nobodyActed(server, 28.5 * MINUTE);
  await page.clock.fastForward(28.5 * MINUTE);
  await expect(dialog).toContainText(/Are you still here\? You will be signed out in 01:\d\d/);
  await expect(page.locator(":focus")).toHaveText("Stay signed in");
  await hasNoFinding(page, "the warning");
  await page.keyboard.press("Escape");
  await page.keyboard.press("Escape");
  await expect(dialog).toBeVisible();
  await dialog.getByRole("button", { name: "Stay signed in" }).click();
  await expect(dialog).toHaveCount(0);
  await expect(page.getByLabel("Telephone on exam day")).toHaveValue("+32 2 555 01 77");

  await nobodyActed(server, 40 * MINUTE);
  await page.clock.fastForward(31 * MINUTE);
  await expect(dialog).toContainText("Please sign in again");
  await hasNoFinding(page, "signing in again");
  await dialog.getByLabel("Password").fill("a wrong password");
  await dialog.getByRole("button", { name: "Sign in" }).click();
  await expect(dialog.getByRole("alert")).toContainText("E-mail and password do not belong together.");
  await dialog.getByLabel("Password").fill(server.signIns.staff.find((one) => one.email === email)!.password);
  await dialog.getByRole("button", { name: "Sign in" }).click();
  await expect(dialog).toHaveCount(0);
  await expect(page.getByLabel("Telephone on exam day")).toHaveValue("+32 2 555 01 77");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Saved.")).toBeVisible();
});

test("the wall of a sitting that runs keeps its proctor signed in, and one at which nobody writes does not", async ({ browser, freshServer: server }) => {
  test.setTimeout(120_000);
  const who = examCandidate(server);
  const newPage = async () => (await browser.newContext()).newPage();
  const proctor = await newPage();
  await signInAsStaff(proctor, server, withRole(server, "proctor")[0]!);
  await proctor.getByRole("row", { name: new RegExp(who.sitting) }).getByRole("link").first().click();
  const leftMs = async () => ((await (await proctor.request.get(`${server.baseUrl}/staff/stay`)).json()) as { leftMs: number }).leftMs;
  const refreshed = () => proctor.waitForResponse((response) => response.url().includes("/proctor/sittings/") && response.ok());
  await expect.poll(leftMs).toBeGreaterThan(29 * MINUTE);
  await nobodyActed(server, 20 * MINUTE);
  for (let n = 0; n < 2; n += 1) await refreshed();
  expect(await leftMs()).toBeLessThan(10.1 * MINUTE);

  const candidate = await newPage();
  await signIn(candidate, server, who);
  await candidate.getByRole("button", { name: "Open the exam" }).click();
  await candidate.getByRole("checkbox", { name: /I accept/ }).check({ force: true });
  await candidate.getByRole("button", { name: "Accept and go to the waiting room" }).click();
  await proctor.getByRole("button", { name: `Admit: ${who.candidateNumber}` }).click();
  await candidate.getByRole("button", { name: "Start the exam" }).click();
  await expect(candidate.getByText("Question 1 of 12").first()).toBeVisible();
  await nobodyActed(server, 20 * MINUTE);
  for (let n = 0; n < 2; n += 1) await refreshed();
  expect(await leftMs()).toBeGreaterThan(29 * MINUTE);
  for (const page of [candidate, proctor]) await page.context().close();
});
