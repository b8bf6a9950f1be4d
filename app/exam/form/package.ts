import type { PresentedItem } from "../item/item.ts";

/**
 * What the browser needs of a study to fetch it; the viewer knows the rest (`pixels/study.ts`).
 * `index` is the nonce index of the frame in this package (the package itself is index 0).
 */
export type PackagedFrame = { index: number; hash: string; bytes: number };

/** The plain text of an attempt's package for one section, before encryption. `Study` is `StudyManifest` of app/pixels. */
export type ExamPackage<Study = unknown> = {
  protocol: 1;
  attemptId: string;
  section: number;
  title: string;
  items: PresentedItem[];
  studies: Record<string, Study>;
};
