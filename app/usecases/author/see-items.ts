import { rulesOf } from "#app/exam/item/interactions/registry.ts";
import type { ItemVersion } from "#app/exam/item/item.ts";
import { refuse, type Refusal } from "#app/exam/refusal.ts";
import type { StudyManifest } from "#app/pixels/study.ts";
import { appendAudit } from "#db/audit.ts";
import { findItemVersion, listItems, newestKeys, type ListedItem } from "#db/items.ts";
import { transact } from "#db/open.ts";
import { findStudies } from "#db/studies.ts";
import type { ActorContext } from "../context.ts";

export type { ListedItem } from "#db/items.ts";

export async function seeItems({ db }: ActorContext): Promise<ListedItem[]> {
  return listItems(db.read);
}

export type ShownItem = Omit<ItemVersion, "rationale" | "reference">;

/** An item with its images, without key, rationale or reference: those are shown by `seeKey`, which is logged. */
export async function seeItem(
  { db }: ActorContext,
  versionId: string,
): Promise<{ ok: true; item: ShownItem; studies: Record<string, StudyManifest> } | Refusal> {
  const found = await findItemVersion(db.read, versionId);
  if (!found) return refuse("unknown-item");
  const { rationale: _rationale, reference: _reference, ...item } = found;
  const rows = await findStudies(db.read, item.panels.map((panel) => panel.studyId));
  const studies = Object.fromEntries([...rows].map(([id, row]) => [id, JSON.parse(row.manifest) as StudyManifest]));
  return { ok: true, item, studies };
}

/** `described`: the key as the screen calls it; `correct`: its values, for the marks beside the options. */
export type ShownKey = { described: string; correct: readonly string[]; rationale: string; reference: string };

/** Key, rationale and reference of an item; every view is an entry of the audit chain. */
export async function seeKey({ db, actor, now }: ActorContext, versionId: string): Promise<({ ok: true } & ShownKey) | Refusal> {
  const item = await findItemVersion(db.read, versionId);
  const key = (await newestKeys(db.read, [versionId])).get(versionId);
  if (!item || !key) return refuse("unknown-item");
  await transact(db, (trx) =>
    appendAudit(trx, { kind: "key-viewed", actorId: actor.personId, subjectId: versionId, payload: { key: key.number }, nowMs: now() }),
  );
  const described = rulesOf(item.interaction).describeKey(item.interaction, key);
  return { ok: true, described, correct: key.correct, rationale: item.rationale, reference: item.reference };
}
