import { hasNoFinding } from "./support/accessibility.ts";
import { STILL_IMAGES } from "./support/chromium.ts";
import { option, savedLine, signIn } from "./support/exam-page.ts";
import { expect, test } from "./support/server.ts";
import { signInAsStaff, withRole } from "./support/staff-page.ts";
import { examCandidate } from "./support/visitors.ts";

test.use(STILL_IMAGES);

test("the office gives a new code with a reason and takes it back; in the exam only the proctor gives one, and the page asks for it in place", async ({ browser, freshServer }) => {
  test.setTimeout(120_000);
  const who = examCandidate(freshServer);
  const newPage = async () => (await browser.newContext()).newPage();
  const office = await newPage();
  await signInAsStaff(office, freshServer, withRole(freshServer, "office")[0]!);
  await office.goto(`${freshServer.baseUrl}/office`);
  await office.getByRole("link", { name: who.sitting }).click();
  const give = async () => {
    await office.getByText("New admission code").and(office.getByLabel(`New admission code: ${who.candidateNumber}`)).click();
    await office.getByLabel(`Reason for the new code: ${who.candidateNumber}`).fill("The letter was lost.");
    await office.getByRole("button", { name: `Give it: ${who.candidateNumber}` }).click();
    await expect(office.locator(":focus")).toContainText(`Admission code of ${who.candidateNumber}`);
    return (await office.locator("main code").textContent()) ?? "";
  };
  await give();
  await hasNoFinding(office, "a new code");
  await office.getByRole("button", { name: `Undo the new code: ${who.candidateNumber}` }).click();
  await expect(office.locator(":focus")).toContainText(`The code of before counts again for ${who.candidateNumber}.`);
  await expect(office.getByRole("button", { name: /^Undo the new code/ })).toHaveCount(0);

  // The code of before opens the exam.
  const candidate = await newPage();
  await signIn(candidate, freshServer, who);
  await candidate.getByRole("button", { name: "Open the exam" }).click();
  await candidate.getByRole("checkbox", { name: /I accept/ }).check({ force: true });
  await candidate.getByRole("button", { name: "Accept and go to the waiting room" }).click();
  const proctor = await newPage();
  await signInAsStaff(proctor, freshServer, withRole(freshServer, "proctor")[0]!);
  await proctor.getByRole("row", { name: new RegExp(who.sitting) }).getByRole("link").first().click();
  await proctor.getByRole("button", { name: `Admit: ${who.candidateNumber}` }).click();
  await candidate.getByRole("button", { name: "Start the exam" }).click();
  await option(candidate, 4).check({ force: true });
  await expect(savedLine(candidate)).toBeVisible();

  await office.reload();
  await expect(office.getByRole("row", { name: new RegExp(who.candidateNumber) })).toContainText("While the exam runs only the proctor can give a new code.");
  await expect(office.getByLabel(`New admission code: ${who.candidateNumber}`)).toHaveCount(0);

  await proctor.reload();
  await proctor.getByLabel(`New admission code: ${who.candidateNumber}`).click();
  await proctor.getByLabel(`Reason for the new code: ${who.candidateNumber}`).fill("The code was seen by others.");
  await proctor.getByRole("button", { name: `Give it: ${who.candidateNumber}` }).click();
  // Without the tick the browser sends nothing.
  await expect(proctor.locator("main code")).toHaveCount(0);
  await proctor.getByLabel(`Identity checked: ${who.candidateNumber}`).check();
  await proctor.getByRole("button", { name: `Give it: ${who.candidateNumber}` }).click();
  await expect(proctor.locator(":focus")).toContainText(`Admission code of ${who.candidateNumber}`);
  await hasNoFinding(proctor, "a new code in the room");
  const code = (await proctor.locator("main code").textContent()) ?? "";

  // What is answered now is kept, the page asks for the code where it stands, and sends it then.
  await option(candidate, 2).check({ force: true });
  const dialog = candidate.getByRole("dialog");
  await expect(dialog).toBeVisible();
  await dialog.getByRole("textbox").fill(who.admissionCode);
  await dialog.getByRole("button").last().click();
  await expect(dialog.getByRole("alert")).not.toBeEmpty();
  await dialog.getByRole("textbox").fill(code);
  await dialog.getByRole("button").last().click();
  await expect(dialog).toBeHidden();
  await expect(option(candidate, 2)).toBeChecked();
  await expect(savedLine(candidate)).toBeVisible();
  for (const page of [office, candidate, proctor]) await page.context().close();
});
