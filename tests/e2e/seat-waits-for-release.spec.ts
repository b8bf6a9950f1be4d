import type { Page } from "@playwright/test";
import { hasNoFinding } from "./support/accessibility.ts";
import { STILL_IMAGES } from "./support/chromium.ts";
import { option, savedLine, signIn } from "./support/exam-page.ts";
import { expect, test } from "./support/server.ts";
import { signInAsStaff, withRole } from "./support/staff-page.ts";
import { examCandidate } from "./support/visitors.ts";

test.use(STILL_IMAGES);

const GOES_ON_WITHIN_MS = 3_000;

/** The take-overs that a page asks for, and every reply about the attempt as far as it has an end. */
function watch(page: Page) {
  const seen = { takeOvers: 0, replies: [] as string[] };
  page.on("request", (request) => void (seen.takeOvers += request.url().endsWith("/take-over") ? 1 : 0));
  page.on("response", async (response) => {
    if (/\/attempts\/.*\/(heartbeat|take-over|start|operations|call)$/.test(response.url())) seen.replies.push(await response.text().catch(() => ""));
  });
  return seen;
}

test("a candidate whose computer broke opens the exam on another one, and goes on by themselves once the proctor releases the seat", async ({ browser, freshServer }) => {
  test.setTimeout(120_000);
  const who = examCandidate(freshServer);
  const newPage = async () => (await browser.newContext()).newPage();

  // The candidate begins on the first computer, admitted by the proctor.
  const first = await newPage();
  await signIn(first, freshServer, who);
  await first.getByRole("button", { name: "Open the exam" }).click();
  await first.getByRole("checkbox", { name: /I accept/ }).check({ force: true });
  await first.getByRole("button", { name: "Accept and go to the waiting room" }).click();
  const proctor = await newPage();
  await signInAsStaff(proctor, freshServer, withRole(freshServer, "proctor")[0]!);
  await proctor.getByRole("row", { name: new RegExp(who.sitting) }).getByRole("link").first().click();
  await proctor.getByRole("button", { name: `Admit: ${who.candidateNumber}` }).click();
  await first.getByRole("button", { name: "Start the exam" }).click();
  await option(first, 4).check({ force: true });
  await expect(savedLine(first)).toBeVisible();
  await first.context().close();

  // The second computer waits, says for what, and shows the time that runs.
  const second = await newPage();
  const seen = watch(second);
  await signIn(second, freshServer, who);
  await second.locator('main a[href^="/exam/"]').click();
  await expect(second.getByRole("heading", { name: "Waiting for your seat" })).toBeVisible({ timeout: 15_000 });
  await expect(second.getByText(/Your exam is running, (29|28) min left\./)).toBeVisible();
  await expect(second.getByRole("status").getByText("Waiting for a proctor to release your seat.")).toBeVisible();
  await expect(second.getByText("This page goes on by itself as soon as your seat is released.")).toBeVisible();
  await hasNoFinding(second, "waiting for the seat");

  // Asking again brings a no in plain words, and the page goes on waiting. Nothing of the answers has come here.
  await second.getByRole("button", { name: "Ask again" }).click();
  await expect(second.getByText("Your seat has not been released yet.")).toBeVisible();
  await expect(second.getByRole("heading", { name: "Waiting for your seat" })).toBeVisible();
  expect(seen.replies.length).toBeGreaterThan(1);
  const members = new Set(seen.replies.flatMap((reply) => Object.keys(JSON.parse(reply) as object)));
  expect([...members].sort()).toEqual(["deadlineMs", "lease", "part", "partRuns", "reason", "seatReleasedUntilMs", "serverTimeMs", "state"]);

  const release = async (why: string) => {
    await proctor.reload();
    await proctor.getByLabel(`Reason: ${who.candidateNumber}`).fill(why);
    await proctor.getByRole("button", { name: `Release seat: ${who.candidateNumber}` }).click();
  };
  // The proctor's click, and nothing else, brings the questions with what was answered.
  const before = seen.takeOvers;
  await release("The first computer broke.");
  await expect(second.getByText("Question 1 of 12").first()).toBeVisible({ timeout: GOES_ON_WITHIN_MS });
  await expect(option(second, 4)).toBeChecked();
  await option(second, 2).check({ force: true });
  await expect(savedLine(second)).toBeVisible();
  expect(seen.takeOvers - before).toBe(1);

  // On a third computer the same; the replaced page says that a proctor must release the seat, and waits at a press.
  const third = await newPage();
  await signIn(third, freshServer, who);
  await third.locator('main a[href^="/exam/"]').click();
  await expect(third.getByRole("heading", { name: "Waiting for your seat" })).toBeVisible({ timeout: 15_000 });
  await release("The second computer broke.");
  await expect(third.getByText("Question 1 of 12").first()).toBeVisible({ timeout: 15_000 });
  await expect(second.getByText("To go on here, a proctor must release your seat.", { exact: false })).toBeVisible();
  await expect(second.getByRole("button", { name: "Continue here" })).toHaveCount(0);
  await second.getByRole("button", { name: "Wait for my seat here" }).click();
  await expect(second.getByRole("heading", { name: "Waiting for your seat" })).toBeVisible();
  await expect(third.getByText("Question 1 of 12").first()).toBeVisible();
  await third.context().close();
  await proctor.context().close();
  await second.context().close();
});
