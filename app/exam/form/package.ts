import type { PresentedItem } from "../item/item.ts";

/** The plain text of an attempt's package for one section, before encryption. `Study` is `StudyManifest` of app/pixels. */
export type ExamPackage<Study = unknown> = {
  protocol: 1;
  attemptId: string;
  section: number;
  title: string;
  items: PresentedItem[];
  studies: Record<string, Study>;
};
