import { refuse, type Refusal } from "#app/exam/refusal.ts";
import { standingAgainstRelease, type StandingAgainst } from "#app/exam/scoring/before-release.ts";
import { approveRelease } from "#app/exam/scoring/approve-release.ts";
import { appendAudit } from "#db/audit.ts";
import { transact } from "#db/open.ts";
import { approvalsOf, candidatesBesideRun, findScoreRun, insertApproval, markReleased, scoreRunsOfSitting } from "#db/score-runs.ts";
import { loadScoringBasis } from "#db/scoring.ts";
import { findSitting } from "#db/sittings.ts";
import type { ActorContext } from "../context.ts";

/** Why a run was not approved and, where attempts stand against its release, which. */
export type NotApproved = Refusal & { against?: StandingAgainst[] };

/**
 * One board member's approval of the newest score run of a sitting. The second different person releases it; a run
 * whose keys or pass mark have changed since, or that has a newer one beside it, cannot be released; nor can any while a
 * candidate of the sitting writes, may still start, or has ended without being in it.
 */
export async function approveScoreRun(
  context: ActorContext,
  input: { scoreRunId: string },
): Promise<{ ok: true; released: boolean } | NotApproved> {
  const { db, actor, now } = context;
  return transact(db, async (trx) => {
    const run = await findScoreRun(trx, input.scoreRunId);
    if (!run) return refuse("unknown-score-run");
    const newest = (await scoreRunsOfSitting(trx, run.sittingId)).at(-1);
    if (newest?.id !== run.id) return refuse("newer-score-run-exists");
    if ((await loadScoringBasis(trx, run.formId)).basisHash !== run.basisHash) return refuse("score-run-outdated");
    const approvals = await approvalsOf(trx, run.id);
    const decided = approveRelease({ released: run.releasedAtMs !== null, approvals }, actor.personId);
    if (!decided.ok) return decided;
    const sitting = await findSitting(trx, run.sittingId);
    if (!sitting) return refuse("unknown-sitting");
    const against = standingAgainstRelease(await candidatesBesideRun(trx, run), sitting, now());
    if (against.some(({ why }) => why === "still-open")) return { ok: false, reason: "release-while-open", against };
    if (against.length > 0) return { ok: false, reason: "release-while-unscored", against };
    const entry = { actorId: actor.personId, subjectId: run.id, nowMs: now() };
    await insertApproval(trx, run.id, actor.personId, now());
    await appendAudit(trx, { kind: "release-approved", ...entry, records: { approval: [`${run.id}/${actor.personId}`] } });
    if (decided.releases) {
      await markReleased(trx, run.id, now());
      await appendAudit(trx, { kind: "results-released", ...entry, records: { release: [run.id] } });
    }
    return { ok: true, released: decided.releases } as const;
  });
}
