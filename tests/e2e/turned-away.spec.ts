import type { Page } from "@playwright/test";
import { hasNoFinding } from "./support/accessibility.ts";
import { signIn } from "./support/exam-page.ts";
import { expect, test, type ExamServer } from "./support/server.ts";
import { signInAsStaff, withRole } from "./support/staff-page.ts";

type Door = { path: string; status: number; title: string; says: RegExp; link: { name: string; href: string } };

async function isTold(page: Page, server: ExamServer, { path, status, title, says, link }: Door): Promise<void> {
  const answer = await page.goto(`${server.baseUrl}${path}`);
  expect(answer?.status(), path).toBe(status);
  await expect(page).toHaveTitle(`${title} · European CMR Exam`);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(title);
  const main = page.getByRole("main");
  await expect(main).toContainText(says);
  await expect(main.getByRole("link", { name: link.name })).toHaveAttribute("href", link.href);
  await hasNoFinding(page, path);
}

test("a page that is not there says so to everybody, with a title and the way to their own pages", async ({ page, server }) => {
  const missing = { path: "/no-such-page", status: 404, title: "There is no such page" };
  await isTold(page, server, { ...missing, says: /your answers are safe/, link: { name: "Sign in with an admission code", href: "/sign-in" } });
  // axe passes over words of the colour of their ground.
  await expect(page.getByRole("link", { name: "Sign in with an admission code" })).toHaveCSS("color", "rgb(255, 255, 255)");
  await signInAsStaff(page, server, withRole(server, "office")[0]!);
  await isTold(page, server, { ...missing, says: /mistyped/, link: { name: "To your own pages", href: "/staff" } });
  await isTold(page, server, { ...missing, path: "/office/sittings/none", title: "There is no such sitting", says: /mistyped/, link: { name: "To your own pages", href: "/staff" } });
  await page.context().clearCookies();
  await signIn(page, server);
  await isTold(page, server, { ...missing, says: /your answers are safe/, link: { name: "My exams", href: "/my" } });
});

test("a page for others says whom it is for", async ({ page, server }) => {
  await signInAsStaff(page, server, withRole(server, "office")[0]!);
  const toStaff = { name: "To your own pages", href: "/staff" };
  await isTold(page, server, { path: "/author", status: 403, title: "This page is not for your role", says: /It is for: author, reviewer, board\. .*\(office\)/, link: toStaff });
  await isTold(page, server, { path: "/my", status: 403, title: "This page is for candidates", says: /signed in as staff/, link: toStaff });
  await page.context().clearCookies();
  await signIn(page, server);
  await isTold(page, server, { path: "/board", status: 403, title: "This page is not for candidates", says: /admission code/, link: { name: "My exams", href: "/my" } });
});

test("the key is marked in the list of options only after it was asked for, in words and shape", async ({ page, server }) => {
  await signInAsStaff(page, server, withRole(server, "author")[0]!);
  await page.goto(`${server.baseUrl}/author`);
  await page.getByRole("table").getByRole("link").first().click();
  const options = page.getByRole("main").getByRole("radio");
  const marked = page.getByRole("main").getByRole("radio", { name: /✓ key/ });
  await expect(options).toHaveCount(5);
  // It is the candidate's own page: what answering is like can be tried.
  await options.nth(1).check({ force: true });
  await expect(options.nth(1)).toBeChecked();
  await expect(marked).toHaveCount(0);
  await page.getByRole("button", { name: "Show the key" }).click();
  await expect(marked).toHaveCount(1);
  const position = await options.evaluateAll((all) => all.findIndex((radio) => radio.closest("label")?.textContent?.includes("✓ key")));
  await expect(page.locator("dt", { hasText: /^Key$/ }).locator("xpath=following-sibling::dd")).toHaveText(String.fromCharCode(65 + position));
  await expect(page.getByText("✓ key")).toHaveCSS("border-top-style", "solid");
  await hasNoFinding(page, "an item with its key");
});
