import { examClient, optionsOf } from "./support/exam-client.ts";
import { hasNoFinding } from "./support/accessibility.ts";
import { expect, test } from "./support/server.ts";
import { signInAsStaff, withRole } from "./support/staff-page.ts";
import { examCandidate } from "./support/visitors.ts";

test("a proctor admits, the candidate sits, two board members release, only then there is a result", async ({ page, freshServer: server }) => {
  const who = examCandidate(server);
  const client = await examClient(server, who);
  await client.acceptRulesAndTakeSeat();
  expect(await (await client.post("start", { lease: 1 })).json()).toMatchObject({ reason: "not-admitted" });

  await signInAsStaff(page, server, withRole(server, "proctor")[0]!);
  await page.getByRole("row", { name: new RegExp(who.sitting) }).getByRole("link").first().click();
  await page.getByRole("button", { name: `Admit: ${who.candidateNumber}` }).click();
  await expect(page.getByRole("row", { name: new RegExp(who.candidateNumber) })).toContainText("admitted");

  const { content } = await client.start();
  const answers = content.items.map((item) => client.operation({ position: item.position, value: [optionsOf(item)[0]!.id] }));
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

  // Others are registered and may still start: nothing is released, whether they have come or not.
  const [, latecomer, another] = server.signIns.candidates.filter(({ candidateNumber }) => candidateNumber.startsWith("C"));
  const late = await examClient(server, latecomer!);
  await late.acceptRulesAndTakeSeat();
  await page.reload();
  const shut = page.getByRole("button", { name: "Approve the release" });
  await expect(shut).toBeDisabled();
  const waiting = `${latecomer!.candidateNumber} (waits for admission)`;
  const absent = `${another!.candidateNumber} (not here)`;
  await expect(shut).toHaveAccessibleDescription(`The results cannot be released yet Still writing, or may still start: ${waiting}, ${absent}. Wait until they have finished, then create a new score run.`);
  await hasNoFinding(page, "a release that is shut");
  const scoreRunId = await page.locator('input[name="scoreRunId"]').inputValue();
  const pressed = await page.evaluate(
    async (body) => (await fetch(location.href, { method: "POST", body: new URLSearchParams(body) })).text(),
    { intent: "approve", scoreRunId },
  );
  expect(pressed).toContain(`The results cannot be released: ${waiting}, ${absent} still write or may still start.`);

  const other = await examClient(server, another!);
  await other.acceptRulesAndTakeSeat();
  await signInAsStaff(page, server, withRole(server, "proctor")[0]!);
  await page.getByRole("row", { name: new RegExp(who.sitting) }).getByRole("link").first().click();
  for (const [candidate, theirs] of [[latecomer!, late], [another!, other]] as const) {
    await page.getByRole("button", { name: `Admit: ${candidate.candidateNumber}` }).click();
    await expect(page.getByRole("row", { name: new RegExp(candidate.candidateNumber) })).toContainText("admitted");
    await theirs.start();
    expect((await theirs.save(theirs.operation({ kind: "submit", position: 0, value: null }))).state).toBe("submitted");
  }
  await signInAsStaff(page, server, first!);
  await page.getByRole("link", { name: who.sitting }).click();
  await expect(page.getByText(`since this score run was made: ${latecomer!.candidateNumber} (handed in), ${another!.candidateNumber} (handed in).`)).toBeVisible();
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
