import { hasNoFinding } from "./support/accessibility.ts";
import { expect, test } from "./support/server.ts";
import { signInAsStaff, withRole } from "./support/staff-page.ts";

test("the office is asked before somebody who is known is registered, by address and by name", async ({ page, server }) => {
  await signInAsStaff(page, server, withRole(server, "office")[0]!);
  await page.goto(`${server.baseUrl}/office`);
  await page.getByRole("link", { name: /demonstration sitting/ }).click();
  const register = async (name: string, email: string): Promise<void> => {
    await page.getByLabel("Legal name").fill(name);
    await page.getByLabel("E-mail").fill(email);
    await page.getByRole("button", { name: "Register", exact: true }).click();
  };
  const question = page.getByRole("region", { name: "Is this the same person?" });
  const rows = page.getByRole("table", { name: "Candidates" }).getByRole("row");
  await expect(rows).toHaveCount(4);

  await register("A. Brennan", "Proctor@demo.example");
  await expect(question).toContainText("The address proctor@demo.example belongs to Aoife Brennan.");
  await expect(question).toContainText("Aoife Brennan is staff (proctor).");
  await expect(page.locator(":focus")).toContainText("Is this the same person?");
  await expect(page.getByLabel("Legal name")).toHaveValue("A. Brennan");
  await expect(rows).toHaveCount(4);
  await hasNoFinding(page, "whose address is it");
  await page.getByRole("button", { name: "Yes, this is Aoife Brennan, who is staff: register them as a candidate" }).click();
  await expect(page.locator(":focus")).toContainText("Admission code of C1004");
  await expect(rows.filter({ hasText: "Aoife Brennan" })).toHaveCount(1);

  await register("elena  MARCHETTI", "another@demo.example");
  await expect(question).toContainText("There is already somebody called Elena Marchetti with the address candidate@demo.example.");
  await expect(rows).toHaveCount(5);
  await page.getByRole("button", { name: "Yes, this is Elena Marchetti: register them" }).click();
  await expect(page.getByText("This person is registered for this sitting already.")).toBeVisible();

  await register("elena  MARCHETTI", "another@demo.example");
  await page.getByRole("button", { name: "No, register a new person" }).click();
  await expect(page.getByText("Admission code of C1005")).toBeVisible();
  await expect(rows).toHaveCount(6);

  await register("Nobody Known Yet", "");
  await expect(page.getByText("Admission code of C1006")).toBeVisible();
});
