import { examClient } from "./support/exam-client.ts";
import { hasNoSeriousFinding } from "./support/accessibility.ts";
import { expect, test } from "./support/server.ts";
import { signInAsStaff, withRole } from "./support/staff-page.ts";
import { examCandidate } from "./support/visitors.ts";

test("a proctor admits, the candidate sits, two board members release, only then there is a result", async ({ page, server }) => {
  const who = examCandidate(server);
  const client = await examClient(server, who);
  await client.acceptRulesAndTakeSeat();
  expect(await (await client.post("start", { lease: 1 })).json()).toMatchObject({ reason: "not-admitted" });

  await signInAsStaff(page, server, withRole(server, "proctor")[0]!);
  await page.getByRole("row", { name: new RegExp(who.sitting) }).getByRole("link").first().click();
  await page.getByRole("button", { name: `Admit: ${who.candidateNumber}` }).click();
  await expect(page.getByRole("row", { name: new RegExp(who.candidateNumber) })).toContainText("admitted");

  const { content } = await client.start();
  const answers = content.items.map((item) => client.operation({ position: item.position, value: [item.interaction.options[0]!.id] }));
  await client.save(...answers);
  const closed = await client.save(client.operation({ kind: "submit", position: 0, value: null }));
  expect(closed.state).toBe("submitted");
  expect(closed.receipt).toMatchObject({ answered: content.items.length });

  const resultPage = async (): Promise<string> => (await client.http.get(`/my/results/${client.attemptId}`)).text();
  expect(await resultPage()).toContain("The result is not released yet");

  const [first, second] = withRole(server, "board");
  await signInAsStaff(page, server, first!);
  await page.getByRole("link", { name: who.sitting }).click();
  await page.getByRole("button", { name: "Create a score run" }).click();
  await expect(page.getByText(/^0 of 2 approvals; candidates may start until \d+ \w+ 20\d\d/)).toBeVisible();

  // Somebody else has come meanwhile: they may still start, so that nothing is released.
  const latecomer = server.signIns.candidates.filter(({ candidateNumber }) => candidateNumber.startsWith("C"))[1]!;
  const late = await examClient(server, latecomer);
  await late.acceptRulesAndTakeSeat();
  await page.getByRole("button", { name: "Approve the release" }).click();
  const problem = page.getByRole("alert");
  await expect(problem).toContainText(`The results cannot be released: ${latecomer.candidateNumber} (waits for admission) still write or may still start.`);
  const shut = page.getByRole("button", { name: "Approve the release" });
  await expect(shut).toBeDisabled();
  await expect(shut).toHaveAccessibleDescription(new RegExp(`may still start: ${latecomer.candidateNumber} .*create a new score run`));
  await hasNoSeriousFinding(page, "a release that is shut");

  const admitAndHandIn = async (): Promise<void> => {
    await signInAsStaff(page, server, withRole(server, "proctor")[0]!);
    await page.getByRole("row", { name: new RegExp(who.sitting) }).getByRole("link").first().click();
    await page.getByRole("button", { name: `Admit: ${latecomer.candidateNumber}` }).click();
    await expect(page.getByRole("row", { name: new RegExp(latecomer.candidateNumber) })).toContainText("admitted");
    await late.start();
    expect((await late.save(late.operation({ kind: "submit", position: 0, value: null }))).state).toBe("submitted");
  };
  await admitAndHandIn();
  await signInAsStaff(page, server, first!);
  await page.getByRole("link", { name: who.sitting }).click();
  await expect(page.getByText(`since this score run was made: ${latecomer.candidateNumber} (handed in).`)).toBeVisible();
  await expect(page.getByRole("button", { name: "Approve the release" })).toBeDisabled();
  await page.getByRole("button", { name: "Create a score run" }).click();
  await page.getByRole("button", { name: "Approve the release" }).click();
  await expect(page.getByText("1 of 2 approvals")).toBeVisible();
  await expect(page.getByText("A second board member must approve it too")).toBeVisible();
  await expect(page.getByRole("button", { name: "Approve the release" })).toHaveCount(0);
  expect(await resultPage()).toContain("The result is not released yet");

  await signInAsStaff(page, server, second!);
  await page.getByRole("link", { name: who.sitting }).click();
  await page.getByRole("button", { name: "Approve the release" }).click();
  await expect(page.getByRole("table", { name: "Score runs" })).toContainText("2 of 2");
  const released = await resultPage();
  expect(released).toContain("Correct answers");
  expect(released).toContain("The certificate is not a compulsory or regulatory certificate.");
});
