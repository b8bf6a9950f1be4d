import type { Page } from "@playwright/test";
import SqliteDatabase from "better-sqlite3";
import { join } from "node:path";
import { hasNoFinding } from "./support/accessibility.ts";
import { signIn } from "./support/exam-page.ts";
import { expect, test, type ExamServer } from "./support/server.ts";
import { signInAsStaff, withRole } from "./support/staff-page.ts";
import { examCandidate } from "./support/visitors.ts";

type Door = { path: string; status: number; title: string; says: RegExp; link: { name: string; href: string } };

async function isTold(page: Page, server: ExamServer, { path, status, title, says, link }: Door): Promise<void> {
  const answer = await page.goto(`${server.baseUrl}${path}`);
  expect(answer?.status(), path).toBe(status);
  await expect(page).toHaveTitle(`${title} · European CMR Exam`);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(title);
  await expect(page.getByRole("main")).toContainText(says);
  // On a sheet of the exam the ways on stand in its foot, on a page of the site in its content.
  const ways = page.locator(path.startsWith("/exam/") ? "footer" : "main");
  await expect(ways.getByRole("link", { name: link.name })).toHaveAttribute("href", link.href);
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

const UNKNOWN = "/exam/00000000-0000-7000-8000-000000000000";
const foreign = { status: 403, title: "This exam belongs to another sign-in", says: /your answers are safe/, link: { name: "My exams", href: "/my" } };

test("an exam of somebody else, and one that does not exist, say so without the frame of the site", async ({ page, browser, freshServer: server }) => {
  await signIn(page, server);
  await page.getByRole("button", { name: "Open the exam" }).first().click();
  await page.waitForURL("**/exam/*");
  const theirs = new URL(page.url()).pathname;
  await page.context().clearCookies();
  await signIn(page, server, examCandidate(server));
  for (const path of [theirs, UNKNOWN]) {
    await isTold(page, server, { ...foreign, path });
    await expect(page.getByRole("navigation")).toHaveCount(0);
    await expect(page.locator("footer")).toContainText("Demonstration, not the official exam");
  }
  // Without an act of the page a form goes nowhere: a fault, told in the same place.
  expect((await page.request.post(`${server.baseUrl}${UNKNOWN}`, { headers: { Origin: server.baseUrl } })).status()).toBe(405);
  await page.getByRole("link", { name: "My exams" }).click();
  await expect(page).toHaveURL(/\/my$/);

  const noScript = await browser.newContext({ javaScriptEnabled: false, storageState: await page.context().storageState() });
  const plain = await noScript.newPage();
  await plain.goto(`${server.baseUrl}${UNKNOWN}`);
  await expect(plain.getByRole("heading", { level: 1 })).toHaveText(foreign.title);
  await expect(plain.locator("footer")).toHaveCSS("position", "sticky");
  await expect(plain.getByRole("link", { name: "My exams" })).toHaveCSS("background-color", "rgb(11, 110, 119)");
  await expect(plain.getByRole("link", { name: "My exams" })).toHaveCSS("color", "rgb(255, 255, 255)");
  await noScript.close();

  await page.context().clearCookies();
  await signInAsStaff(page, server, withRole(server, "office")[0]!);
  const forStaff = { status: 403, title: "This page is for candidates", says: /signed in as staff/, link: { name: "To your own pages", href: "/staff" } };
  await isTold(page, server, { ...forStaff, path: UNKNOWN });
});

test("a fault of the exam page says that the answers are safe and leads to the candidate's exams", async ({ page, freshServer: server }) => {
  await signIn(page, server);
  await page.addInitScript(() => {
    window.ResizeObserver = function() {
      throw new Error("a fault in the browser");
    } as unknown as typeof ResizeObserver;
  });
  await page.getByRole("button", { name: "Open the exam" }).first().click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("This did not work");
  await expect(page.getByRole("main")).toContainText(/your answers are safe/);
  await expect(page.getByRole("link", { name: "My exams" })).toHaveAttribute("href", "/my");
  await hasNoFinding(page, "a fault in the browser");

  const database = new SqliteDatabase(join(server.dataDir, "exam.sqlite"));
  database.exec("alter table sitting rename to lost");
  database.close();
  const path = new URL(page.url()).pathname;
  await isTold(page, server, { path, status: 500, title: "This did not work", says: /your answers are safe/, link: { name: "My exams", href: "/my" } });
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
