import type { ItemContent, Key } from "#app/exam/item/item.ts";
import { canonical } from "#app/exam/attempt/canonical.ts";
import type { ScoredPosition } from "#app/exam/scoring/score-attempt.ts";
import { sha256 } from "./hash-chain.ts";
import { newestKeys } from "./items.ts";
import type { Connection } from "./open.ts";

/** The key of an item that has none. */
export const NO_KEY: Key = { correct: [], tolerance: null };

/** What a score run computes from: the frozen form's positions with their newest keys, and a hash over all of it. */
export type ScoringBasis = { positions: ScoredPosition[]; passMark: number; basisHash: string };

/** Reads the basis of a form. An item whose key names nothing as correct scores nobody and shows in the basis. */
export async function loadScoringBasis(db: Connection, formId: string): Promise<ScoringBasis> {
  const form = await db
    .selectFrom("form")
    .select(["pass_mark", "content_hash"])
    .where("id", "=", formId)
    .executeTakeFirstOrThrow();
  const rows = await db
    .selectFrom("form_position")
    .innerJoin("item_version", "item_version.id", "form_position.item_version_id")
    .select(["position", "item_version_id", "content"])
    .where("form_id", "=", formId)
    .orderBy("position")
    .execute();
  const keys = await newestKeys(db, rows.map((row) => row.item_version_id));
  const positions = rows.map((row) => {
    const content = JSON.parse(row.content) as ItemContent;
    return {
      position: row.position,
      interaction: content.interaction,
      domain: content.domain,
      key: keys.get(row.item_version_id) ?? NO_KEY,
      counted: true,
    };
  });
  const basisHash = sha256(
    canonical({
      form: form.content_hash,
      passMark: form.pass_mark,
      keys: positions.map(({ position, key, counted }) => [position, [...key.correct].sort(), ...(key.tolerance === null ? [] : [key.tolerance]), counted]),
    }),
  );
  return { positions, passMark: form.pass_mark, basisHash };
}

/** Final answers of several attempts, by attempt and position. */
export async function finalAnswers(
  db: Connection,
  attemptIds: readonly string[],
): Promise<Map<string, Map<number, string[]>>> {
  const answers = new Map<string, Map<number, string[]>>(attemptIds.map((id) => [id, new Map()]));
  if (attemptIds.length === 0) return answers;
  const rows = await db
    .selectFrom("response")
    .select(["attempt_id", "position", "value"])
    .where("attempt_id", "in", [...attemptIds])
    .where("kind", "=", "respond")
    .execute();
  for (const row of rows) answers.get(row.attempt_id)?.set(row.position, JSON.parse(row.value) as string[]);
  return answers;
}
