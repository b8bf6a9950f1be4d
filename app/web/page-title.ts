import type { MetaDescriptor } from "@remix-run/node";

/** Where the title of a page stands alone. */
export const SITE_NAME = "European CMR Exam";

/** Title of a page: what it is first, the site second. */
export function pageTitle(title: string): MetaDescriptor[] {
  return [{ title: `${title} · ${SITE_NAME}` }];
}
