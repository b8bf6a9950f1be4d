import { isClosed, isRunning } from "#app/exam/attempt/states.ts";
import { refuse, type Refusal } from "#app/exam/refusal.ts";
import type { StandingAgainst } from "#app/exam/scoring/before-release.ts";
import { scoreSitting } from "#app/exam/scoring/score-sitting.ts";
import { attemptsOfSitting } from "#db/attempts.ts";
import { appendAudit } from "#db/audit.ts";
import { transact } from "#db/open.ts";
import { insertScoreRun } from "#db/score-runs.ts";
import { finalAnswers, loadScoringBasis } from "#db/scoring.ts";
import { findSitting, registrationsOfSitting } from "#db/sittings.ts";
import type { ActorContext } from "../context.ts";

/** Why nothing was scored and, where candidates still write, which. */
export type NotScored = Refusal & { against?: StandingAgainst[] };

/** Scores every closed attempt of a sitting with the newest keys and adds the run beside the earlier ones. */
export async function scoreSittingRun(
  context: ActorContext,
  input: { sittingId: string },
): Promise<{ ok: true; scoreRunId: string; number: number; scored: number } | NotScored> {
  const { db, actor, newId, now } = context;
  return transact(db, async (trx) => {
    const sitting = await findSitting(trx, input.sittingId);
    if (!sitting) return refuse("unknown-sitting");
    if (sitting.practice) return refuse("practice-releases-itself");
    const attempts = await attemptsOfSitting(trx, sitting.id);
    const live = attempts.flatMap(({ attempt }) => (isRunning(attempt.state) ? [attempt] : []));
    if (live.length > 0) {
      const numbers = new Map((await registrationsOfSitting(trx, sitting.id)).map(({ id, candidateNumber }) => [id, candidateNumber]));
      const against = live.map(({ registrationId, state }) => ({ candidateNumber: numbers.get(registrationId) ?? "", state, why: "still-open" as const }));
      return { ok: false, reason: "sitting-still-live", against };
    }
    const closed = attempts.filter(({ attempt }) => isClosed(attempt.state) && attempt.state !== "voided");
    if (closed.length === 0) return refuse("nothing-to-score");
    const basis = await loadScoringBasis(trx, sitting.formId);
    const answers = await finalAnswers(trx, closed.map(({ attempt }) => attempt.id));
    const scores = scoreSitting(
      basis.positions,
      basis.passMark,
      closed.map(({ attempt, head }) => ({
        attemptId: attempt.id,
        logHead: head,
        answers: answers.get(attempt.id) ?? new Map<number, string[]>(),
      })),
    );
    const scoreRunId = newId();
    const run = {
      id: scoreRunId,
      sittingId: sitting.id,
      formId: sitting.formId,
      basisHash: basis.basisHash,
      passMark: basis.passMark,
      createdBy: actor.personId,
      createdAtMs: now(),
    };
    const number = await insertScoreRun(trx, run, scores);
    await appendAudit(trx, {
      kind: "score-run-created",
      actorId: actor.personId,
      subjectId: scoreRunId,
      payload: { sittingId: sitting.id, number, basisHash: basis.basisHash, scored: scores.length },
      records: { "score-run": [scoreRunId] },
      nowMs: now(),
    });
    return { ok: true, scoreRunId, number, scored: scores.length } as const;
  });
}
