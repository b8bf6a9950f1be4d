import type { ItemContent, ItemKey, ItemVersion, Key, Tolerance } from "#app/exam/item/item.ts";
import { canonical } from "#app/exam/attempt/canonical.ts";
import { sha256 } from "./hash-chain.ts";
import type { Connection } from "./open.ts";

export type NewItem = {
  id: string;
  versionId: string;
  sourceId: string | null;
  state: string;
  content: ItemContent;
  key: Key;
  createdBy: string | null;
  nowMs: number;
};

/** Stores an item with its first version and key. */
export async function insertItem(trx: Connection, item: NewItem): Promise<void> {
  const { content } = item;
  const text = canonical(content);
  await trx
    .insertInto("item")
    .values({ id: item.id, source_id: item.sourceId, state: item.state, created_by: item.createdBy, created_at_ms: item.nowMs })
    .execute();
  await trx
    .insertInto("item_version")
    .values({
      id: item.versionId,
      item_id: item.id,
      number: 1,
      title: content.title,
      domain: content.domain,
      level: content.level,
      kind: content.interaction.kind,
      content: text,
      content_hash: sha256(text),
      created_by: item.createdBy,
      created_at_ms: item.nowMs,
    })
    .execute();
  await trx
    .insertInto("item_key")
    .values({
      item_version_id: item.versionId,
      number: 1,
      correct: JSON.stringify(item.key.correct),
      tolerance: item.key.tolerance === null ? null : canonical(item.key.tolerance),
      reason: "first key",
      created_by: item.createdBy,
      created_at_ms: item.nowMs,
    })
    .execute();
}

export type ListedItem = {
  id: string;
  versionId: string;
  title: string;
  domain: string;
  level: number;
  state: string;
  number: number;
  panels: number;
};

/** Newest version of each item, by title. No keys. */
export async function listItems(db: Connection): Promise<ListedItem[]> {
  const rows = await db
    .selectFrom("item")
    .innerJoin("item_version", "item_version.item_id", "item.id")
    .select(["item.id", "item_version.id as version_id", "title", "domain", "level", "state", "number", "content"])
    .where("number", "=", (eb) =>
      eb
        .selectFrom("item_version as newest")
        .select((inner) => inner.fn.max("newest.number").as("number"))
        .whereRef("newest.item_id", "=", "item.id"),
    )
    .orderBy("title")
    .orderBy("item.id")
    .execute();
  return rows.map((row) => ({
    id: row.id,
    versionId: row.version_id,
    title: row.title,
    domain: row.domain,
    level: row.level,
    state: row.state,
    number: row.number,
    panels: (JSON.parse(row.content) as ItemContent).panels.length,
  }));
}

export async function findItemVersion(db: Connection, versionId: string): Promise<ItemVersion | null> {
  const row = await db.selectFrom("item_version").selectAll().where("id", "=", versionId).executeTakeFirst();
  if (!row) return null;
  return { ...(JSON.parse(row.content) as ItemContent), id: row.id, itemId: row.item_id, number: row.number };
}

/** The newest key of each item version. */
export async function newestKeys(db: Connection, versionIds: readonly string[]): Promise<Map<string, ItemKey>> {
  if (versionIds.length === 0) return new Map();
  const rows = await db
    .selectFrom("item_key")
    .selectAll()
    .where("item_version_id", "in", [...versionIds])
    .orderBy("number")
    .execute();
  return new Map(
    rows.map((row) => {
      const tolerance = row.tolerance === null ? null : (JSON.parse(row.tolerance) as Tolerance);
      return [row.item_version_id, { itemVersionId: row.item_version_id, number: row.number, correct: JSON.parse(row.correct) as string[], tolerance }];
    }),
  );
}

/** The newest version of each item, by what the item was called in the package it came from. */
export async function newestVersionsBySource(db: Connection, sourceIds: readonly string[]): Promise<Map<string, string>> {
  if (sourceIds.length === 0) return new Map();
  const rows = await db
    .selectFrom("item")
    .innerJoin("item_version", "item_version.item_id", "item.id")
    .select(["item.source_id", "item_version.id as version_id"])
    .where("item.source_id", "in", [...sourceIds])
    .orderBy("item_version.number")
    .execute();
  return new Map(rows.map((row) => [row.source_id ?? "", row.version_id]));
}
