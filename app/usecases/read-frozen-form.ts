import type { FormFrame } from "#app/exam/attempt/form-frame.ts";
import { bundleLength } from "#app/exam/form/frame-bundle.ts";
import { TAG_BYTES } from "#app/exam/form/nonce.ts";
import { framesInFormOrder, type FrameFile } from "#app/exam/form/frames.ts";
import type { FrozenPart } from "#app/exam/form/package.ts";
import type { PresentedItem } from "#app/exam/item/item.ts";
import type { StudyManifest } from "#app/pixels/study.ts";
import { findForm, frozenPartsOfForm, type FormFacts, type FormPart } from "#db/forms.ts";
import type { Connection } from "#db/open.ts";

/** One part as candidates receive it: the bytes that were frozen, and what stands in them. */
export type PartOfForm = FormPart & {
  text: string;
  /** SHA-256 (hex) of the text's UTF-8 bytes. */
  hash: string;
  content: FrozenPart<StudyManifest>;
  /** Frames in the order of the questions, each once; the index of a frame is its place here + 1. */
  frames: FrameFile[];
  /** For each item that has images: the indexes of its frames. */
  questionFrames: number[][];
};

/** A published form as the exam needs it: no keys, no rationale, nothing of the author. */
export type FrozenForm = {
  facts: FormFacts;
  frame: FormFrame;
  parts: PartOfForm[];
  /** Of all its images as candidates receive them: encrypted, in bundles. */
  imageBytes: number;
  /** The items of all parts. */
  items: PresentedItem[];
  studies: Record<string, StudyManifest>;
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
  const parts = (await frozenPartsOfForm(db, formId)).map(({ package: text, packageHash: hash, ...part }): PartOfForm => {
    if (text === null || hash === null) throw new FormMissingError(`part ${part.part} of form ${formId} is not frozen`);
    const content = JSON.parse(text) as FrozenPart<StudyManifest>;
    const questions = content.items.map(({ panels }) => panels.flatMap(({ studyId }) => content.studies[studyId]?.frames ?? []));
    return { ...part, text, hash, content, ...framesInFormOrder(questions) };
  });
  const items = parts.flatMap(({ content }) => content.items);
  return {
    facts,
    frame: { formId, interactions: items.map((item) => item.interaction) },
    parts,
    imageBytes: bundleLength(parts.flatMap(({ frames }) => frames.map(({ bytes }) => bytes + TAG_BYTES))),
    items,
    studies: Object.assign({}, ...parts.map(({ content }) => content.studies)) as Record<string, StudyManifest>,
  };
}

export class FormMissingError extends Error {
  override name = "FormMissingError";
}
