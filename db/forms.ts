import type { ItemContent, ItemVersion } from "#app/exam/item/item.ts";
import { canonical } from "#app/exam/attempt/canonical.ts";
import { sha256 } from "./hash-chain.ts";
import type { Connection } from "./open.ts";

export type FormFacts = {
  id: string;
  title: string;
  practice: boolean;
  limitSeconds: number;
  passMark: number;
  passMarkNote: string;
  state: string;
  contentHash: string | null;
};

export async function insertForm(
  trx: Connection,
  form: { id: string; title: string; practice: boolean; limitSeconds: number; passMark: number; passMarkNote: string; itemVersionIds: readonly string[]; nowMs: number },
): Promise<void> {
  await trx
    .insertInto("form")
    .values({
      id: form.id,
      title: form.title,
      practice: Number(form.practice),
      limit_seconds: form.limitSeconds,
      pass_mark: form.passMark,
      pass_mark_note: form.passMarkNote,
      state: "draft",
      content_hash: null,
      created_at_ms: form.nowMs,
      published_at_ms: null,
    })
    .execute();
  await trx
    .insertInto("form_position")
    .values(
      form.itemVersionIds.map((itemVersionId, index) => ({
        form_id: form.id,
        position: index + 1,
        section: 1,
        item_version_id: itemVersionId,
      })),
    )
    .execute();
}

/**
 * Freezes a form: its hash covers the order, the content hash of every item version, the limit and the pass mark, so
 * that a later change of any of them shows. A form that is frozen already stays as it is.
 */
export async function publishForm(trx: Connection, formId: string, nowMs: number): Promise<void> {
  const contentHash = await hashOfForm(trx, formId);
  await trx
    .updateTable("form")
    .set({ state: "published", content_hash: contentHash, published_at_ms: nowMs })
    .where("id", "=", formId)
    .where("state", "=", "draft")
    .execute();
}

/** SHA-256 over what a frozen form stands for, computed from the stored rows. */
export async function hashOfForm(db: Connection, formId: string): Promise<string> {
  const form = await db
    .selectFrom("form")
    .select(["limit_seconds", "pass_mark", "practice"])
    .where("id", "=", formId)
    .executeTakeFirstOrThrow();
  const positions = await db
    .selectFrom("form_position")
    .innerJoin("item_version", "item_version.id", "form_position.item_version_id")
    .select(["position", "section", "item_version_id", "content"])
    .where("form_id", "=", formId)
    .orderBy("position")
    .execute();
  return sha256(
    canonical({
      limitSeconds: form.limit_seconds,
      passMark: form.pass_mark,
      practice: form.practice,
      positions: positions.map((row) => [row.position, row.section, row.item_version_id, sha256(row.content)]),
    }),
  );
}

export async function findForm(db: Connection, id: string): Promise<FormFacts | null> {
  const row = await db.selectFrom("form").selectAll().where("id", "=", id).executeTakeFirst();
  if (!row) return null;
  return {
    id: row.id,
    title: row.title,
    practice: row.practice === 1,
    limitSeconds: row.limit_seconds,
    passMark: row.pass_mark,
    passMarkNote: row.pass_mark_note,
    state: row.state,
    contentHash: row.content_hash,
  };
}

export async function questionsOfForm(db: Connection, formId: string): Promise<number> {
  const { count } = await db
    .selectFrom("form_position")
    .select((eb) => eb.fn.countAll().as("count"))
    .where("form_id", "=", formId)
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** Which of these items stand, in whatever version, in a form of a sitting that is no practice. */
export async function itemsInExams(db: Connection, itemIds: readonly string[]): Promise<Set<string>> {
  if (itemIds.length === 0) return new Set();
  const rows = await db
    .selectFrom("sitting")
    .innerJoin("form_position", "form_position.form_id", "sitting.form_id")
    .innerJoin("item_version", "item_version.id", "form_position.item_version_id")
    .select("item_version.item_id")
    .distinct()
    .where("sitting.practice", "=", 0)
    .where("item_version.item_id", "in", [...itemIds])
    .execute();
  return new Set(rows.map((row) => row.item_id));
}

export type FormPosition = { position: number; section: number; item: ItemVersion };

/** The items of a form in order, without keys. */
export async function loadFormItems(db: Connection, formId: string): Promise<FormPosition[]> {
  const rows = await db
    .selectFrom("form_position")
    .innerJoin("item_version", "item_version.id", "form_position.item_version_id")
    .select(["position", "section", "item_version.id", "item_id", "number", "content"])
    .where("form_id", "=", formId)
    .orderBy("position")
    .execute();
  return rows.map((row) => ({
    position: row.position,
    section: row.section,
    item: { ...(JSON.parse(row.content) as ItemContent), id: row.id, itemId: row.item_id, number: row.number },
  }));
}
