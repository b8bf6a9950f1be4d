import type { PresentedItem } from "../item/item.ts";

/** What a candidate's browser reads in a package. `Study` is `StudyManifest` of app/pixels. */
export type ExamPackage<Study = unknown> = {
  title: string;
  items: PresentedItem[];
  studies: Record<string, Study>;
};

/** The plain text of one part of a form: frozen when the form is published, the same bytes for everybody. */
export type FrozenPart<Study = unknown> = ExamPackage<Study> & { protocol: 2; part: number };
