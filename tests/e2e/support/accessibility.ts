import AxeBuilder from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";

/** Says which rules of axe a page breaks, however slightly, with the first element of each. */
export async function hasNoFinding(page: Page, what: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, impact, nodes }) => `${what}: ${id} (${impact}): ${nodes[0]?.html}`)).toEqual([]);
}
