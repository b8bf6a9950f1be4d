import { signInAsStaff, withRole } from "./support/staff-page.ts";
import { expect, test } from "./support/server.ts";

test("a proctor's list that the server could not tell for a while comes back by itself", async ({ page, freshServer: server }) => {
  await signInAsStaff(page, server, withRole(server, "proctor")[0]!);
  await page.goto(`${server.baseUrl}/proctor`);
  await page.getByRole("link", { name: "Watch" }).first().click();
  const list = page.getByRole("table", { name: "Candidates" });
  await expect(list).toBeVisible();
  // One document all the while: nobody has pressed anything or loaded the page again.
  await page.evaluate(() => document.body.setAttribute("data-same-document", ""));
  await page.route(/\.data/, (route) => route.abort());
  await expect(page.getByRole("heading", { name: "This did not work" })).toBeVisible({ timeout: 30_000 });
  await page.unroute(/\.data/);
  await expect(list).toBeVisible({ timeout: 30_000 });
  await expect(page.locator("[data-same-document]")).toHaveCount(1);
});
