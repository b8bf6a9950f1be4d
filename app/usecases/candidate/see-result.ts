import { isClosed } from "#app/exam/attempt/attempt.ts";
import { refuse, type Refusal } from "#app/exam/refusal.ts";
import type { Outcome } from "#app/exam/scoring/cut-score.ts";
import type { ProfileRow } from "#app/exam/scoring/profile.ts";
import { scoreSitting } from "#app/exam/scoring/score-sitting.ts";
import type { LoadedAttempt } from "#db/attempts.ts";
import { appendAudit } from "#db/audit.ts";
import { transact } from "#db/open.ts";
import { insertScoreRun, markReleased, releasedScore } from "#db/score-runs.ts";
import { finalAnswers, loadScoringBasis } from "#db/scoring.ts";
import type { ActorContext } from "../context.ts";
import { attemptOfActor } from "../find-own-attempt.ts";

/** What a candidate may know of a released result: no key, no answer, nobody else's figure. */
export type Result = {
  sittingTitle: string;
  candidateNumber: string;
  candidateName: string;
  practice: boolean;
  timeZone: string;
  closedAtMs: number;
  releasedAtMs: number;
  /** Thousandths of a mark, as the maximum. */
  score: number;
  maximum: number;
  passMark: number;
  outcome: Outcome;
  profile: ProfileRow[];
};

/**
 * The released result of one's own attempt. Before the release the answer is `result-pending`, without a figure. A
 * practice exam is scored and released at the first look, and again when its log has grown since: it may have been reopened.
 */
export async function seeResult(context: ActorContext, attemptId: string): Promise<{ ok: true; result: Result } | Refusal> {
  const { db, actor } = context;
  const own = await attemptOfActor(context, attemptId, "person");
  if (!own.ok) return own;
  const { loaded, registration, sitting } = own;
  if (!isClosed(loaded.attempt.state)) return refuse("exam-not-over");
  let released = await releasedScore(db.read, attemptId);
  if (sitting.practice && released?.score.logHead !== loaded.head) {
    await releasePractice(context, loaded);
    released = await releasedScore(db.read, attemptId);
  }
  if (!released) return refuse("result-pending", sitting.resultsExpectedOn ?? undefined);
  const { run, score } = released;
  return {
    ok: true,
    result: {
      sittingTitle: sitting.title,
      candidateNumber: registration.candidateNumber,
      candidateName: actor.name,
      practice: sitting.practice,
      timeZone: sitting.timeZone,
      closedAtMs: loaded.attempt.closedAtMs ?? 0,
      releasedAtMs: run.releasedAtMs ?? 0,
      score: score.score,
      maximum: score.maximum,
      passMark: run.passMark,
      outcome: score.outcome,
      profile: score.profile,
    },
  };
}

async function releasePractice({ db, newId, now }: ActorContext, { attempt, head }: LoadedAttempt): Promise<void> {
  await transact(db, async (trx) => {
    if ((await releasedScore(trx, attempt.id))?.score.logHead === head) return;
    const basis = await loadScoringBasis(trx, attempt.formId);
    const answers = (await finalAnswers(trx, [attempt.id])).get(attempt.id) ?? new Map<number, string[]>();
    const scores = scoreSitting(basis.positions, basis.passMark, [{ attemptId: attempt.id, logHead: head, answers }]);
    const id = newId();
    const { sittingId, formId } = attempt;
    const { passMark, basisHash } = basis;
    const number = await insertScoreRun(trx, { id, sittingId, formId, passMark, basisHash, createdBy: null, createdAtMs: now() }, scores);
    await markReleased(trx, id, now());
    await appendAudit(trx, { kind: "practice-scored", actorId: null, subjectId: id, payload: { sittingId, number }, records: { "score-run": [id], release: [id] }, nowMs: now() });
  });
}
