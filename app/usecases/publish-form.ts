import type { FrozenPart } from "#app/exam/form/package.ts";
import { presentItem } from "#app/exam/item/present-item.ts";
import type { StudyManifest } from "#app/pixels/study.ts";
import { findForm, formsToFreeze, freezePart, loadFormItems, partsOfForm, publishForm } from "#db/forms.ts";
import { transact, type Connection, type Db } from "#db/open.ts";
import { findStudies } from "#db/studies.ts";

/**
 * Freezes a form: what each part shows to candidates is built once, here, and kept as bytes; then its hash is taken.
 * Throws `StudyMissingError` where a picture of the form is not stored; then nothing may be committed.
 */
export async function publish(trx: Connection, formId: string, nowMs: number): Promise<void> {
  await freezeParts(trx, formId);
  await publishForm(trx, formId, nowMs);
}

/** Freezes the parts of forms that were published before parts were frozen, with what this program shows of them. */
export async function freezeFormerForms(db: Db): Promise<void> {
  for (const formId of await formsToFreeze(db.read)) await transact(db, (trx) => freezeParts(trx, formId));
}

async function freezeParts(trx: Connection, formId: string): Promise<void> {
  const title = (await findForm(trx, formId))?.title ?? "";
  const positions = await loadFormItems(trx, formId);
  for (const { part } of await partsOfForm(trx, formId)) {
    const items = positions.filter((position) => position.part === part).map(({ item, position }) => presentItem(item, position));
    const studyIds = [...new Set(items.flatMap((item) => item.panels.map((panel) => panel.studyId)))];
    const rows = await findStudies(trx, studyIds);
    const studies: Record<string, StudyManifest> = {};
    for (const id of studyIds) {
      const row = rows.get(id);
      if (!row) throw new StudyMissingError(`form ${formId} needs the images ${id}, which are not stored`);
      studies[id] = JSON.parse(row.manifest) as StudyManifest;
    }
    await freezePart(trx, formId, part, JSON.stringify({ protocol: 2, part, title, items, studies } satisfies FrozenPart<StudyManifest>));
  }
}

export class StudyMissingError extends Error {
  override name = "StudyMissingError";
}
