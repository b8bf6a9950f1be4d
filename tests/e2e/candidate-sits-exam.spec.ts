import type { Page, Response } from "@playwright/test";
import SqliteDatabase from "better-sqlite3";
import { join } from "node:path";
import { hasNoFinding } from "./support/accessibility.ts";
import { exam } from "./support/seeded.ts";
import { nextButton, openAndStart, option, savedLine, signIn } from "./support/exam-page.ts";
import { expect, test, type ExamServer } from "./support/server.ts";

/** The questions seen of the newest attempt, as the server keeps them. */
function seenIn(server: ExamServer): string {
  const database = new SqliteDatabase(join(server.dataDir, "exam.sqlite"), { readonly: true });
  const { seen } = database.prepare("select seen from attempt order by id desc limit 1").get() as { seen: string };
  database.close();
  return seen;
}

/**
 * What the exam page asks of the server again and again, so that it fails while there is no network. Nothing else may be
 * missing, not even then: pages, program, fonts and images are on the computer before the start.
 */
const ASKED_WITHOUT_NETWORK = /^\/attempts\/[0-9a-f-]{36}\/(operations|heartbeat|feed)$/;

/** The head of the log, in groups of eight. */
const RECEIPT = /([0-9a-f]{8}\s?){8}/;

test("a candidate sits the practice exam, is killed in the middle, resumes, hands in and sees the result", async ({ browser, server }) => {
  const context = await browser.newContext();
  let documents = 0;
  const faults: string[] = [];
  let offline = false;
  const watch = (page: Page): void => {
    page.on("response", (response: Response) => {
      const { pathname } = new URL(response.url());
      if (response.request().isNavigationRequest() && pathname.startsWith("/exam/") && response.status() === 200) documents += 1;
    });
    page.on("pageerror", (error) => faults.push(error.message));
    page.on("console", (message) => {
      if (message.type() !== "error") return;
      const { url } = message.location();
      const pathname = URL.canParse(url) ? new URL(url).pathname : url;
      const expected = offline && message.text() === "Failed to load resource: net::ERR_INTERNET_DISCONNECTED" && ASKED_WITHOUT_NETWORK.test(pathname);
      if (!expected) faults.push(`${message.text()} ${pathname}`);
    });
  };
  const page = await context.newPage();
  watch(page);
  await signIn(page, server);
  await page.getByRole("button", { name: "Open the exam" }).first().click();
  await hasNoFinding(page, "rules");
  await page.getByRole("checkbox", { name: /I accept/ }).check({ force: true });
  await page.getByRole("button", { name: "Accept and go to the waiting room" }).click();
  await expect(page.getByText(/The images of all \d+ questions are ready on this computer/)).toBeVisible({ timeout: 60_000 });
  await hasNoFinding(page, "waiting room");
  await page.getByRole("button", { name: "Start the practice exam" }).click();
  await expect(page.getByText("Question 1 of 12").first()).toBeVisible();
  await expect(page.locator(".viewer canvas").first()).toBeVisible();
  await expect(page.getByText(/Frame \d+ \/ 16/)).toBeVisible();
  await option(page, 3).check({ force: true });
  await expect(savedLine(page)).toBeVisible();
  await hasNoFinding(page, "question");
  await nextButton(page).click();
  await option(page, 2).check({ force: true });
  await page.getByRole("button", { name: /^Flag/ }).click();
  await expect(savedLine(page)).toBeVisible();
  expect(documents).toBe(1);

  const address = page.url();
  offline = true;
  await context.setOffline(true);
  await nextButton(page).click();
  await option(page, 1).check({ force: true });
  await expect(page.getByText(/waiting to be sent/).first()).toBeVisible({ timeout: 20_000 });
  await page.close({ runBeforeUnload: false });
  await context.setOffline(false);
  offline = false;

  const again = await context.newPage();
  watch(again);
  await again.goto(address);
  await expect(again.getByText("Question 3 of 12").first()).toBeVisible({ timeout: 20_000 });
  await expect(option(again, 1)).toBeChecked();
  await expect(savedLine(again)).toBeVisible({ timeout: 20_000 });
  await again.getByRole("button", { name: "Back", exact: true }).click();
  await expect(option(again, 2)).toBeChecked();
  expect(documents).toBe(2);

  for (let number = 4; number <= 12; number += 1) {
    await again.getByRole("navigation", { name: "Questions" }).getByRole("button", { name: new RegExp(`^(Question )?${number}\\b`) }).click();
    await option(again, (number % 5) + 1).check({ force: true });
  }
  await expect(savedLine(again)).toBeVisible();
  await again.getByRole("button", { name: "Summary", exact: true }).click();
  await expect(again.getByText("Every question has an answer.")).toBeVisible();
  await hasNoFinding(again, "summary");
  await again.getByRole("button", { name: "Hand in …" }).click();
  await again.getByRole("checkbox", { name: /I have finished/ }).check({ force: true });
  await again.getByRole("button", { name: /^Hand in/ }).last().click();
  await expect(again.getByText(RECEIPT)).toBeVisible({ timeout: 20_000 });
  await hasNoFinding(again, "receipt");
  expect(documents).toBe(2);
  await again.getByRole("button", { name: "See my result" }).click();
  await expect(again.getByText("The certificate is not a compulsory or regulatory certificate.")).toBeVisible();
  await hasNoFinding(again, "result");
  expect(faults).toEqual([]);

  const database = new SqliteDatabase(join(server.dataDir, "exam.sqlite"), { readonly: true });
  const { answered } = database.prepare("select answered from attempt order by id desc limit 1").get() as { answered: number };
  database.close();
  expect(answered).toBe(12);
  expect(JSON.parse(exam(server.dataDir, "audit", "verify", "--json"))).toMatchObject({ ok: true });
  await context.close();
});

test("no reply to a candidate's browser holds a key, a rationale or a point", async ({ browser, server }) => {
  const database = new SqliteDatabase(join(server.dataDir, "exam.sqlite"), { readonly: true });
  const rows = database.prepare("select content from item_version").all() as { content: string }[];
  database.close();
  const secrets = rows.flatMap(({ content }) => {
    const { rationale, reference, title } = JSON.parse(content) as { rationale: string; reference: string; title: string };
    return [rationale, reference, title].map((text) => text.replace(/<[^>]+>/g, "").trim().slice(0, 60)).filter((text) => text.length > 12);
  });
  expect(secrets.length).toBeGreaterThan(30);
  const questions = rows.map(({ content }) => (JSON.parse(content) as { stem: string }).stem.replace(/<[^>]+>/g, "").trim().slice(0, 60));

  const context = await browser.newContext();
  const page = await context.newPage();
  const bodies: { url: string; text: string; beforeStart: boolean }[] = [];
  let started = false;
  const reading: Promise<void>[] = [];
  page.on("response", (response) => {
    const beforeStart = !started;
    // The feed is a reply without an end: its clock and state come with every heartbeat as well.
    if (new URL(response.url()).pathname.endsWith("/feed")) return;
    reading.push(
      response.body().then(
        (body) => void bodies.push({ url: response.url(), text: `${JSON.stringify(response.headers())}${body.toString("utf8")}`, beforeStart }),
        () => undefined,
      ),
    );
  });
  await signIn(page, server, server.signIns.candidates.filter(({ candidateNumber }) => candidateNumber.startsWith("P"))[1]);
  await openAndStart(page);
  started = true;
  for (let number = 1; number < 12; number += 1) {
    await option(page, 1).check({ force: true });
    await nextButton(page).click();
  }
  await expect(savedLine(page).or(page.getByText("nothing answered yet"))).toBeVisible();
  await page.getByRole("button", { name: "Summary", exact: true }).click();
  await page.getByRole("button", { name: "Hand in …" }).click();
  await page.getByRole("checkbox", { name: /I have finished/ }).check({ force: true });
  await page.getByRole("button", { name: /^Hand in/ }).last().click();
  await expect(page.getByText(RECEIPT)).toBeVisible({ timeout: 20_000 });
  for (const path of ["/my", "/board", "/author", "/office", "/proctor", "/metrics", "/levels"]) await page.goto(`${server.baseUrl}${path}`);
  await Promise.all(reading);
  expect(bodies.length).toBeGreaterThan(30);
  for (const name of ["/package", "/start", "/operations", "/frames", "/heartbeat", "/rules", "/take-over"]) {
    expect(bodies.some(({ url }) => url.includes("/attempts/") && url.includes(name)), `${name} was read`).toBe(true);
  }
  const leaks = bodies.flatMap(({ url, text, beforeStart }) => {
    const found = secrets.filter((secret) => text.includes(secret));
    if (/"(correct|isCorrect|rationale|passMark|key|points)"\s*:/.test(text)) found.push("a member that belongs to the key");
    // Questions travel encrypted: readable they must be in no reply at all, before the start and after.
    if (url.includes("/attempts/") || beforeStart) found.push(...questions.filter((question) => text.includes(question)));
    return found.map((what) => `${url}: ${what}`);
  });
  expect(leaks).toEqual([]);
  await context.close();
});

test("a second browser takes the practice exam over, and the first becomes read-only", async ({ browser, server }) => {
  const who = server.signIns.candidates.filter(({ candidateNumber }) => candidateNumber.startsWith("P"))[2]!;
  const first = await (await browser.newContext()).newPage();
  await signIn(first, server, who);
  await openAndStart(first);
  await option(first, 4).check({ force: true });
  await expect(savedLine(first)).toBeVisible();
  const questions = (page: Page) => page.getByRole("navigation", { name: "Questions" });
  for (const number of [2, 3, 4]) await questions(first).getByRole("button", { name: `Question ${number}, not seen yet` }).click();
  await expect(questions(first).getByRole("button", { name: /seen, not answered$/ })).toHaveCount(3);
  await expect.poll(() => seenIn(server)).toBe("[1,2,3,4]");

  const second = await (await browser.newContext()).newPage();
  await signIn(second, server, who);
  await second.locator('main a[href^="/exam/"]').click();
  await second.waitForURL("**/exam/*");
  await second.getByRole("button", { name: /here/i }).click({ timeout: 15_000 });
  await expect(second.getByText("Question 4 of 12").first()).toBeVisible({ timeout: 15_000 });
  for (const number of [2, 3, 4]) await expect(questions(second).getByRole("button", { name: `Question ${number}, seen, not answered` })).toBeVisible();
  await expect(questions(second).getByRole("button", { name: /not seen yet$/ })).toHaveCount(8);
  await questions(second).getByRole("button", { name: "Question 1, answered" }).click();
  await expect(option(second, 4)).toBeChecked();
  await expect(first.getByRole("radio")).toHaveCount(0, { timeout: 15_000 });
  await first.context().close();
  await second.context().close();
});
