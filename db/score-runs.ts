import type { AttemptState } from "#app/exam/attempt/attempt.ts";
import type { CandidateBesideRun } from "#app/exam/scoring/before-release.ts";
import type { Outcome } from "#app/exam/scoring/cut-score.ts";
import type { ScoredAttempt } from "#app/exam/scoring/score-sitting.ts";
import type { Selectable } from "kysely";
import type { Connection } from "./open.ts";
import type { ScoreRunTable, ScoreTable } from "./schema/results.ts";

export type ScoreRun = {
  id: string;
  sittingId: string;
  formId: string;
  number: number;
  basisHash: string;
  passMark: number;
  createdBy: string | null;
  createdAtMs: number;
  releasedAtMs: number | null;
};

export type Score = ScoredAttempt & { scoreRunId: string };

function runOfRow(row: Selectable<ScoreRunTable>): ScoreRun {
  return {
    id: row.id,
    sittingId: row.sitting_id,
    formId: row.form_id,
    number: row.number,
    basisHash: row.basis_hash,
    passMark: row.pass_mark,
    createdBy: row.created_by,
    createdAtMs: row.created_at_ms,
    releasedAtMs: row.released_at_ms,
  };
}

function scoreOfRow(row: Selectable<ScoreTable>): Score {
  return {
    scoreRunId: row.score_run_id,
    attemptId: row.attempt_id,
    score: row.score_thousandths,
    maximum: row.maximum_thousandths,
    outcome: row.outcome as Outcome,
    positions: JSON.parse(row.positions),
    profile: JSON.parse(row.profile),
    logHead: row.log_head,
  };
}

/** Adds a run with all its scores; runs are never changed, only added and released. Answers its number. */
export async function insertScoreRun(
  trx: Connection,
  run: Omit<ScoreRun, "number" | "releasedAtMs">,
  scores: readonly Omit<Score, "scoreRunId">[],
): Promise<number> {
  const last = await trx
    .selectFrom("score_run")
    .select((eb) => eb.fn.max("number").as("number"))
    .where("sitting_id", "=", run.sittingId)
    .executeTakeFirst();
  const number = (last?.number ?? 0) + 1;
  await trx
    .insertInto("score_run")
    .values({
      id: run.id,
      sitting_id: run.sittingId,
      form_id: run.formId,
      number,
      basis_hash: run.basisHash,
      pass_mark: run.passMark,
      created_by: run.createdBy,
      created_at_ms: run.createdAtMs,
      released_at_ms: null,
    })
    .execute();
  for (let start = 0; start < scores.length; start += 400) {
    await trx
      .insertInto("score")
      .values(
        scores.slice(start, start + 400).map((score) => ({
          score_run_id: run.id,
          attempt_id: score.attemptId,
          score_thousandths: score.score,
          maximum_thousandths: score.maximum,
          outcome: score.outcome,
          positions: JSON.stringify(score.positions),
          profile: JSON.stringify(score.profile),
          log_head: score.logHead,
        })),
      )
      .execute();
  }
  return number;
}

export async function findScoreRun(db: Connection, id: string): Promise<ScoreRun | null> {
  const row = await db.selectFrom("score_run").selectAll().where("id", "=", id).executeTakeFirst();
  return row ? runOfRow(row) : null;
}

export async function scoreRunsOfSitting(db: Connection, sittingId: string): Promise<ScoreRun[]> {
  const rows = await db.selectFrom("score_run").selectAll().where("sitting_id", "=", sittingId).orderBy("number").execute();
  return rows.map(runOfRow);
}

export async function scoresOfRun(db: Connection, scoreRunId: string): Promise<Score[]> {
  const rows = await db.selectFrom("score").selectAll().where("score_run_id", "=", scoreRunId).orderBy("attempt_id").execute();
  return rows.map(scoreOfRow);
}

export type Approval = { personId: string; approvedAtMs: number };

export async function approvalsOf(db: Connection, scoreRunId: string): Promise<Approval[]> {
  const rows = await db
    .selectFrom("release_approval")
    .selectAll()
    .where("score_run_id", "=", scoreRunId)
    .orderBy("approved_at_ms")
    .orderBy("person_id")
    .execute();
  return rows.map((row) => ({ personId: row.person_id, approvedAtMs: row.approved_at_ms }));
}

export async function insertApproval(trx: Connection, scoreRunId: string, personId: string, nowMs: number): Promise<void> {
  await trx
    .insertInto("release_approval")
    .values({ score_run_id: scoreRunId, person_id: personId, approved_at_ms: nowMs })
    .execute();
}

export async function markReleased(trx: Connection, scoreRunId: string, nowMs: number): Promise<void> {
  await trx
    .updateTable("score_run")
    .set({ released_at_ms: nowMs })
    .where("id", "=", scoreRunId)
    .where("released_at_ms", "is", null)
    .execute();
}

/**
 * The registered candidates of a run's sitting in the order of their numbers, each attempt in turn beside what the run has scored.
 * Who has withdrawn and has no attempt is left out.
 */
export async function candidatesBesideRun(
  db: Connection,
  run: Pick<ScoreRun, "id" | "sittingId">,
): Promise<CandidateBesideRun[]> {
  const rows = await db
    .selectFrom("registration")
    .leftJoin("attempt", "attempt.registration_id", "registration.id")
    .leftJoin("score", (join) => join.onRef("score.attempt_id", "=", "attempt.id").on("score.score_run_id", "=", run.id))
    .select(["registration.candidate_number", "attempt.state", "attempt.head", "score.log_head"])
    .where("registration.sitting_id", "=", run.sittingId)
    .where((eb) => eb.or([eb("attempt.id", "is not", null), eb("registration.withdrawn_at_ms", "is", null)]))
    .orderBy("registration.candidate_number")
    .orderBy("attempt.number")
    .execute();
  return rows.map((row) => ({
    candidateNumber: row.candidate_number,
    state: row.state === null ? "not-here" : (row.state as AttemptState),
    head: row.head,
    scoredHead: row.log_head,
  }));
}

/** The score of an attempt in the newest released run that holds it, or null: what a candidate may see. */
export async function releasedScore(db: Connection, attemptId: string): Promise<{ run: ScoreRun; score: Score } | null> {
  const row = await db
    .selectFrom("score")
    .innerJoin("score_run", "score_run.id", "score.score_run_id")
    .select("score_run.id")
    .where("score.attempt_id", "=", attemptId)
    .where("score_run.released_at_ms", "is not", null)
    .orderBy("score_run.number", "desc")
    .limit(1)
    .executeTakeFirst();
  if (!row) return null;
  const run = await findScoreRun(db, row.id);
  const score = await db
    .selectFrom("score")
    .selectAll()
    .where("score_run_id", "=", row.id)
    .where("attempt_id", "=", attemptId)
    .executeTakeFirstOrThrow();
  return run === null ? null : { run, score: scoreOfRow(score) };
}

/** Attempts among these that appear in a released run. */
export async function releasedAttempts(db: Connection, attemptIds: readonly string[]): Promise<Set<string>> {
  if (attemptIds.length === 0) return new Set();
  const rows = await db
    .selectFrom("score")
    .innerJoin("score_run", "score_run.id", "score.score_run_id")
    .select("score.attempt_id")
    .where("score.attempt_id", "in", [...attemptIds])
    .where("score_run.released_at_ms", "is not", null)
    .execute();
  return new Set(rows.map((row) => row.attempt_id));
}
