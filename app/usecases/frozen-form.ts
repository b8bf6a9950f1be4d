import type { FormFrame } from "#app/exam/attempt/form-frame.ts";
import { framesInFormOrder } from "#app/exam/form/frames.ts";
import type { PresentedItem } from "#app/exam/item/item.ts";
import { presentItem } from "#app/exam/item/present-item.ts";
import type { StudyManifest } from "#app/pixels/study.ts";
import { findForm, loadFormItems, type FormFacts } from "#db/forms.ts";
import type { Connection } from "#db/open.ts";
import { findStudies } from "#db/studies.ts";

/** A published form as the exam needs it: no keys, no rationale, nothing of the author. */
export type FrozenForm = {
  facts: FormFacts;
  frame: FormFrame;
  items: PresentedItem[];
  domains: string[];
  studies: Record<string, StudyManifest>;
  /** Frames in form order, each once; the nonce index of a frame is its place here + 1. */
  frames: { hash: string; bytes: number }[];
  /** For each item that has images: the nonce indexes of its frames. */
  questionFrames: number[][];
};

/** Reads a published form once and keeps it. Throws `FormMissingError` for an unknown form. */
export async function frozenForm(db: Connection, forms: Map<string, Promise<FrozenForm>>, formId: string): Promise<FrozenForm> {
  const kept = forms.get(formId);
  if (kept) return kept;
  const reading = readForm(db, formId);
  forms.set(formId, reading);
  reading.catch(() => forms.delete(formId));
  return reading;
}

async function readForm(db: Connection, formId: string): Promise<FrozenForm> {
  const facts = await findForm(db, formId);
  if (!facts || facts.state !== "published") throw new FormMissingError(`there is no published form ${formId}`);
  const positions = await loadFormItems(db, formId);
  const items = positions.map(({ item, position }) => presentItem(item, position));
  const studyIds = [...new Set(items.flatMap((item) => item.panels.map((panel) => panel.studyId)))];
  const rows = await findStudies(db, studyIds);
  const studies: Record<string, StudyManifest> = {};
  for (const id of studyIds) {
    const row = rows.get(id);
    if (!row) throw new FormMissingError(`form ${formId} needs the images ${id}, which are not stored`);
    studies[id] = JSON.parse(row.manifest) as StudyManifest;
  }
  return {
    facts,
    frame: { formId, interactions: items.map((item) => item.interaction) },
    items,
    domains: positions.map(({ item }) => item.domain),
    studies,
    ...framesInFormOrder(items.map(({ panels }) => panels.flatMap(({ studyId }) => studies[studyId]?.frames ?? []))),
  };
}

export class FormMissingError extends Error {
  override name = "FormMissingError";
}
