import type { ItemContent } from "#app/exam/item/item.ts";
import { canonical } from "#app/exam/attempt/canonical.ts";
import type { StudyManifest } from "#app/pixels/study.ts";
import { appendAudit } from "#db/audit.ts";
import { insertItem } from "#db/items.ts";
import { transact } from "#db/open.ts";
import { insertStudy } from "#db/studies.ts";
import type { Context } from "../context.ts";

export type PreparedStudy = { studyId: string; manifest: StudyManifest; frames: ReadonlyMap<string, Uint8Array>; declaration: object };
export type PreparedItem = { sourceId: string; content: ItemContent; correct: readonly string[] };

/**
 * Stores imported items with their images: the frames first (a frame that nobody names does no harm), then everything
 * else in one transaction. Answers the identifiers in the order of the items.
 */
export async function storeItems(
  context: Context,
  input: { items: readonly PreparedItem[]; studies: readonly PreparedStudy[]; state: "draft" | "accepted"; by: string | null },
): Promise<{ itemId: string; versionId: string }[]> {
  const { db, images, newId, now } = context;
  for (const { frames } of input.studies) for (const [hash, bytes] of frames) await images.put(hash, bytes);
  return transact(db, async (trx) => {
    for (const { studyId, manifest, frames, declaration } of input.studies) {
      const bytes = [...frames.values()].reduce((sum, frame) => sum + frame.length, 0);
      await insertStudy(trx, { id: studyId, manifest: canonical(manifest), bytes, declaration, clearedBy: input.by, nowMs: now() });
    }
    const stored: { itemId: string; versionId: string }[] = [];
    for (const { sourceId, content, correct } of input.items) {
      const itemId = newId();
      const versionId = newId();
      await insertItem(trx, { id: itemId, versionId, sourceId, state: input.state, content, correct, createdBy: input.by, nowMs: now() });
      stored.push({ itemId, versionId });
    }
    await appendAudit(trx, {
      kind: "items-imported",
      actorId: input.by,
      subjectId: null,
      payload: { items: stored.length, studies: input.studies.length },
      nowMs: now(),
    });
    return stored;
  });
}
