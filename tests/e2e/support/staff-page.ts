import { expect, type Page } from "@playwright/test";
import type { ExamServer } from "./server.ts";

/** E-mail addresses of the staff of the demonstration who have a role. */
export function withRole(server: ExamServer, role: string): string[] {
  return server.signIns.staff.filter(({ roles }) => roles.includes(role)).map(({ email }) => email);
}

/** Signs a member of staff in through the page, whoever was signed in before. */
export async function signInAsStaff(page: Page, server: ExamServer, email: string): Promise<void> {
  const person = server.signIns.staff.find((one) => one.email === email)!;
  await page.context().clearCookies();
  await page.goto(`${server.baseUrl}/staff/sign-in`);
  await page.getByLabel("E-mail").fill(person.email);
  await page.getByLabel("Password").fill(person.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("button", { name: "Sign out" })).toBeVisible();
}
