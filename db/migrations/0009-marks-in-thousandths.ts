import type { Kysely } from "kysely";

type Scored = { score: number };
type Rows = { score: { score_run_id: string; attempt_id: string; score_thousandths: number; maximum_thousandths: number; positions: string; profile: string } };

const MARK = 1_000;

/**
 * Scores become thousandths of a mark. Until here every question was worth one mark: a question's maximum, and the
 * questions of a domain, follow from that. What a run has decided stays as it was.
 */
export async function up(database: Kysely<unknown>): Promise<void> {
  const db = database as Kysely<Rows>;
  await db.schema.alterTable("score").renameColumn("score", "score_thousandths").execute();
  await db.schema.alterTable("score").renameColumn("maximum", "maximum_thousandths").execute();
  for (const row of await db.selectFrom("score").selectAll().execute()) {
    const positions = (JSON.parse(row.positions) as Scored[]).map((one) => ({ ...one, score: one.score * MARK, maximum: MARK }));
    const profile = (JSON.parse(row.profile) as (Scored & { maximum: number })[]).map((one) => ({
      ...one,
      score: one.score * MARK,
      maximum: one.maximum * MARK,
      questions: one.maximum,
    }));
    await db
      .updateTable("score")
      .set({
        score_thousandths: row.score_thousandths * MARK,
        maximum_thousandths: row.maximum_thousandths * MARK,
        positions: JSON.stringify(positions),
        profile: JSON.stringify(profile),
      })
      .where("score_run_id", "=", row.score_run_id)
      .where("attempt_id", "=", row.attempt_id)
      .execute();
  }
}
