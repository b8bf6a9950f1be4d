import { spawnSync } from "node:child_process";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { generate } from "otplib";
import { hasNoFinding } from "./support/accessibility.ts";
import { root } from "./support/seeded.ts";
import { expect, test, type ExamServer } from "./support/server.ts";
import { signInAsStaff, withRole } from "./support/staff-page.ts";

async function password(page: Page, server: ExamServer, email: string): Promise<void> {
  const who = server.signIns.staff.find((one) => one.email === email)!;
  await page.goto(`${server.baseUrl}/staff/sign-in`);
  await page.getByLabel("E-mail").fill(who.email);
  await page.getByLabel("Password").fill(who.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL("**/staff/second-factor");
}

test("whoever sets up the second factor is shown recovery codes once, enters with one of them, and is helped by the command when all is lost", async ({ page, freshServer: server }) => {
  const office = withRole(server, "office")[0]!;
  // With an organisation the demonstration is over, and the factor is owed.
  await signInAsStaff(page, server, office);
  await page.goto(`${server.baseUrl}/office`);
  await page.getByLabel("Organisation").fill("A society");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("button", { name: "Sign out" }).click();

  await password(page, server, office);
  await expect(page.getByText("recovery code")).toHaveCount(0);
  const secret = (await page.getByRole("main").locator("code").textContent()) ?? "";
  await page.getByLabel("Code").fill(await generate({ secret }));
  await page.getByRole("button", { name: "Confirm" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Your recovery codes");
  const codes = await page.getByRole("main").getByRole("listitem").allTextContents();
  expect(codes).toHaveLength(10);
  await hasNoFinding(page, "recovery codes");
  // Shown once: the same page opened anew does not know them.
  await page.goto(page.url());
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Your second factor is set up");
  await expect(page.getByText(codes[0]!)).toHaveCount(0);
  await page.getByRole("link", { name: "Go on" }).click();
  await page.waitForURL("**/office");
  await page.getByRole("button", { name: "Sign out" }).click();

  await password(page, server, office);
  await page.getByText("I have lost my authenticator").click();
  await hasNoFinding(page, "entering a recovery code");
  await page.getByLabel("Recovery code").fill(codes[4]!.toLowerCase());
  await page.getByRole("button", { name: "Use it" }).click();
  await page.waitForURL("**/office");
  await page.getByRole("button", { name: "Sign out" }).click();
  await password(page, server, office);
  await page.getByText("I have lost my authenticator").click();
  await page.getByLabel("Recovery code").fill(codes[4]!);
  await page.getByRole("button", { name: "Use it" }).click();
  await expect(page.getByRole("alert")).toContainText("This code is wrong or has been used.");

  const words = ["person", "reset-second-factor", "--email", office, "--reason", "Telephone and paper lost; known to me."];
  const done = spawnSync(process.execPath, [join(root, "build", "exam.js"), ...words], { cwd: root, encoding: "utf8", env: { ...process.env, DATA_DIR: server.dataDir } });
  expect([done.stderr, done.status]).toEqual(["", 0]);
  await password(page, server, office);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Set up the second factor");
});
