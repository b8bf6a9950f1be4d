import type { MetaDescriptor } from "@remix-run/node";

/** Title of a page: what it is first, the site second. */
export function pageTitle(title: string): MetaDescriptor[] {
  return [{ title: `${title} · European CMR Exam` }];
}
