import { expect, type Page } from "@playwright/test";
import type { ExamServer } from "./server.ts";
import { practiceCandidate } from "./visitors.ts";

export async function signIn(page: Page, server: ExamServer, who = practiceCandidate(server)): Promise<void> {
  await page.goto(`${server.baseUrl}/sign-in`);
  await page.getByLabel("Candidate number").fill(who.candidateNumber);
  await page.getByLabel("Admission code").fill(who.admissionCode);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL("**/my");
}

/** From "My exams" to the waiting room of the practice exam. */
export async function openWaitingRoom(page: Page): Promise<void> {
  await page.getByRole("button", { name: /^(Open the exam|Practise again)$/ }).first().click();
  await page.getByRole("checkbox", { name: /I accept/ }).check({ force: true });
  await page.getByRole("button", { name: "Accept and go to the waiting room" }).click();
}

/** From "My exams" to the first question of the practice exam. */
export async function openAndStart(page: Page): Promise<void> {
  await openWaitingRoom(page);
  await page.getByRole("button", { name: "Start the practice exam" }).click();
  await expect(page.getByText("Question 1 of 12").first()).toBeVisible();
}

// `force`: the widgets' own inputs lie unseen below what is drawn for them, and a click there is what a person does.
export const option = (page: Page, number: number) => page.locator("[data-question]").getByRole("radio").nth(number - 1);
export const nextButton = (page: Page) => page.getByRole("button", { name: "Next", exact: true });
export const savedLine = (page: Page) => page.getByText(/This question: saved \d\d:\d\d:\d\d/);
/** Which option is chosen: 1.., or 0 for none; also while the images hide the question. */
export const chosen = (page: Page) => page.locator('[data-question] input[type="radio"]').evaluateAll((radios) => radios.findIndex((radio) => (radio as HTMLInputElement).checked) + 1);
