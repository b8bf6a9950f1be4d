import SqliteDatabase from "better-sqlite3";
import { join } from "node:path";
import { STILL_IMAGES } from "./support/chromium.ts";
import { openAndStart, openWaitingRoom, signIn } from "./support/exam-page.ts";
import { expect, test, type ExamServer } from "./support/server.ts";
import { signInAsStaff, withRole } from "./support/staff-page.ts";
import { examCandidate } from "./support/visitors.ts";

test.use(STILL_IMAGES);

const DEMONSTRATION = "Demonstration, not the official exam";

function moveLastStart(server: ExamServer, lastStartAtMs: number): void {
  const database = new SqliteDatabase(join(server.dataDir, "exam.sqlite"), { timeout: 5_000 });
  database.prepare("update sitting set last_start_at_ms = ? where practice = 0").run(lastStartAtMs);
  database.close();
}

test("every screen of the exam calls itself a demonstration, from its opening on, until an organisation answers for it", async ({ page, browser, freshServer }) => {
  await signIn(page, freshServer);
  await openAndStart(page);
  const opening = async () => (await page.request.get(page.url())).text();
  expect(await opening()).toContain("Opening your exam");
  expect(await opening()).toContain(DEMONSTRATION);
  await expect(page.getByText(DEMONSTRATION)).toBeVisible();

  const office = await (await browser.newContext()).newPage();
  await signInAsStaff(office, freshServer, withRole(freshServer, "office")[0]!);
  await office.goto(`${freshServer.baseUrl}/office`);
  await office.getByLabel("Organisation").fill("Society of Examples");
  await office.getByRole("button", { name: "Save" }).click();
  await expect(office.getByText("Saved.")).toBeVisible();
  await office.context().close();

  expect(await opening()).toContain("Opening your exam");
  expect(await opening()).not.toContain(DEMONSTRATION);
  // The page that is kept for offline use may come once more.
  await expect(async () => {
    await page.reload();
    await expect(page.getByText("Question 1 of 12").first()).toBeVisible();
    await expect(page.getByText(DEMONSTRATION)).toHaveCount(0, { timeout: 1_000 });
  }).toPass({ timeout: 30_000 });
});

test("the waiting room counts the last hour to start down, and afterwards promises nothing", async ({ page, freshServer }) => {
  moveLastStart(freshServer, Date.now() + 7_200_000);
  await signIn(page, freshServer, examCandidate(freshServer));
  await page.getByRole("button", { name: "Open the exam" }).click();
  await page.getByRole("checkbox", { name: /I accept/ }).check({ force: true });
  await page.getByRole("button", { name: "Accept and go to the waiting room" }).click();
  await expect(page.getByText("The proctor has not admitted you yet.")).toBeVisible();
  await expect(page.getByText("Last start", { exact: true })).toBeVisible();
  await expect(page.getByText(/starts possible/)).toHaveCount(0);

  moveLastStart(freshServer, Date.now() + 600_000);
  await page.reload();
  await expect(page.getByText(/starts possible for another 09:\d\d/)).toBeVisible();

  moveLastStart(freshServer, Date.now() - 5_000);
  await page.reload();
  await expect(page.getByText("this exam can no longer be started. Please call the proctor, or ask the office.")).toBeVisible();
  await expect(page.getByRole("button", { name: "Start the exam" })).toHaveCount(0);
  await expect(page.getByText(/can still let you start/)).toHaveCount(0);
});

for (const [width, height] of [[1280, 720], [320, 640]] as const) {
  test(`the summary says who sits here and whom to telephone at ${width} x ${height}`, async ({ page, freshServer }) => {
    await page.setViewportSize({ width, height });
    await signIn(page, freshServer);
    await openAndStart(page);
    await page.getByRole("button", { name: "Overview" }).click();
    const foot = page.locator("footer");
    await expect(foot.getByText(/^Candidate P1001$/)).toBeVisible();
    await expect(foot.getByText(/^Help \+32\s2\s000\s00\s00$/)).toBeVisible();
    await expect(foot.getByRole("button", { name: "Use full screen" })).toBeVisible();
    await expect(foot.getByRole("button", { name: /^Hand in/ })).toBeInViewport();
    expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(0);
  });
}

test("the divider is seen in forced colours, and no button offers a full screen that the browser does not have", async ({ page, freshServer }) => {
  await page.addInitScript(() => void Reflect.deleteProperty(Element.prototype, "requestFullscreen"));
  await page.emulateMedia({ forcedColors: "active" });
  await signIn(page, freshServer);
  await openWaitingRoom(page);
  await expect(page.getByRole("button", { name: "Start the practice exam" })).toBeEnabled();
  await expect(page.getByRole("button", { name: /full screen/ })).toHaveCount(0);
  await page.getByRole("button", { name: "Start the practice exam" }).click();
  const divider = page.getByRole("slider", { name: "Width of the text" });
  await expect(divider).toBeVisible();
  const edges = await divider.evaluate((line) => [line, line.firstElementChild!].map((one) => getComputedStyle(one).borderLeftColor));
  expect(edges.filter((colour) => colour === "rgba(0, 0, 0, 0)")).toEqual([]);
  await expect(page.getByRole("button", { name: /full screen/ })).toHaveCount(0);
});

test("a browser that cannot be used says whether the proctor was told, and calls again", async ({ page, freshServer }) => {
  await page.addInitScript(() => void Object.defineProperty(window, "indexedDB", { value: undefined }));
  await page.route("**/call", (route) => route.abort());
  await signIn(page, freshServer);
  await page.getByRole("button", { name: "Open the exam" }).first().click();
  await expect(page.getByRole("heading", { name: "This browser cannot be used for the exam" })).toBeVisible();
  await expect(page.getByText("The proctor could not be told. Please raise your hand or telephone.")).toBeVisible();
  await page.unroute("**/call");
  await page.getByRole("button", { name: "Call again" }).click();
  await expect(page.getByText("The proctor has been told.")).toBeVisible();
  await expect(page.getByRole("button", { name: "Call again" })).toHaveCount(0);
});
