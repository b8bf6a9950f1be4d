import type { ItemContent, ItemVersion } from "#app/exam/item/item.ts";
import { canonical } from "#app/exam/attempt/canonical.ts";
import { sha256 } from "./hash-chain.ts";
import type { Connection } from "./open.ts";
import type { FormPartTable } from "./schema/sittings.ts";

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

/** A part of a form. `limitSeconds`: its own limit, or null where the form's counts. `oneWay`: what was left is not seen again. */
export type FormPart = { part: number; title: string; limitSeconds: number | null; oneWay: boolean };
export type NewPart = Omit<FormPart, "part"> & { itemVersionIds: readonly string[] };

/** A form of one part, without a limit of its own. */
export const onePart = (itemVersionIds: readonly string[]): NewPart[] => [{ title: "", limitSeconds: null, oneWay: false, itemVersionIds }];

/** Stores a draft; positions count from 1 on through all parts. */
export async function insertForm(
  trx: Connection,
  form: { id: string; title: string; practice: boolean; limitSeconds: number; passMark: number; passMarkNote: string; parts: readonly NewPart[]; nowMs: number },
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
    .insertInto("form_part")
    .values(form.parts.map(({ title, limitSeconds, oneWay }, index) => ({ form_id: form.id, part: index + 1, title, limit_seconds: limitSeconds, one_way: Number(oneWay), package: null, package_hash: null })))
    .execute();
  const positions = form.parts.flatMap(({ itemVersionIds }, index) => itemVersionIds.map((itemVersionId) => ({ part: index + 1, itemVersionId })));
  await trx
    .insertInto("form_position")
    .values(positions.map(({ part, itemVersionId }, index) => ({ form_id: form.id, position: index + 1, part, item_version_id: itemVersionId })))
    .execute();
}

/** The parts of a form in order, without what they show. */
export async function partsOfForm(db: Connection, formId: string): Promise<FormPart[]> {
  const rows = await db.selectFrom("form_part").select(["part", "title", "limit_seconds", "one_way"]).where("form_id", "=", formId).orderBy("part").execute();
  return rows.map(partOfRow);
}

export type FrozenFormPart = FormPart & { package: string | null; packageHash: string | null };

/** The parts of a form in order with what they show, which is long. */
export async function frozenPartsOfForm(db: Connection, formId: string): Promise<FrozenFormPart[]> {
  const rows = await db.selectFrom("form_part").selectAll().where("form_id", "=", formId).orderBy("part").execute();
  return rows.map((row) => ({ ...partOfRow(row), package: row.package, packageHash: row.package_hash }));
}

function partOfRow(row: Pick<FormPartTable, "part" | "title" | "limit_seconds" | "one_way">): FormPart {
  return { part: row.part, title: row.title, limitSeconds: row.limit_seconds, oneWay: row.one_way === 1 };
}

/** Keeps what a part shows, for good: a part that is frozen already stays as it is. */
export async function freezePart(trx: Connection, formId: string, part: number, text: string): Promise<void> {
  await trx
    .updateTable("form_part")
    .set({ package: text, package_hash: sha256(text) })
    .where("form_id", "=", formId)
    .where("part", "=", part)
    .where("package", "is", null)
    .execute();
}

/** For each part of a form the hash that it names of what it shows, and the one computed from the stored text; null before freezing. */
export async function packageHashesOf(db: Connection, formId: string): Promise<{ named: string | null; shown: string | null }[]> {
  return (await frozenPartsOfForm(db, formId)).map(({ package: text, packageHash: named }) => ({ named, shown: text === null ? null : sha256(text) }));
}

/** Published forms with a part that is not frozen: published before parts were. */
export async function formsToFreeze(db: Connection): Promise<string[]> {
  const rows = await db
    .selectFrom("form_part")
    .innerJoin("form", "form.id", "form_part.form_id")
    .select("form.id")
    .distinct()
    .where("form.state", "=", "published")
    .where("form_part.package", "is", null)
    .execute();
  return rows.map(({ id }) => id);
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
    .select(["position", "part", "item_version_id", "content"])
    .where("form_id", "=", formId)
    .orderBy("position")
    .execute();
  const parts = (await partsOfForm(db, formId)).map(({ part, title, limitSeconds, oneWay }) => [part, title, limitSeconds, oneWay]);
  // Forms of one plain part have the hash that they had before there were parts.
  const isPlain = parts.length === 1 && canonical(parts[0]) === canonical([1, "", null, false]);
  return sha256(
    canonical({
      limitSeconds: form.limit_seconds,
      passMark: form.pass_mark,
      practice: form.practice,
      positions: positions.map((row) => [row.position, row.part, row.item_version_id, sha256(row.content)]),
      ...(isPlain ? {} : { parts }),
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

export type FormPosition = { position: number; part: number; item: ItemVersion };

/** The items of a form in order, without keys. */
export async function loadFormItems(db: Connection, formId: string): Promise<FormPosition[]> {
  const rows = await db
    .selectFrom("form_position")
    .innerJoin("item_version", "item_version.id", "form_position.item_version_id")
    .select(["position", "part", "item_version.id", "item_id", "number", "content"])
    .where("form_id", "=", formId)
    .orderBy("position")
    .execute();
  return rows.map((row) => ({
    position: row.position,
    part: row.part,
    item: { ...(JSON.parse(row.content) as ItemContent), id: row.id, itemId: row.item_id, number: row.number },
  }));
}
