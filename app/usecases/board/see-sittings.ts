import { isClosed, isRunning } from "#app/exam/attempt/states.ts";
import { refuse, type Refusal } from "#app/exam/refusal.ts";
import { standingAgainstRelease, type StandingAgainst } from "#app/exam/scoring/before-release.ts";
import { attemptsOfSitting } from "#db/attempts.ts";
import { findForm, hashOfForm, questionsOfForm } from "#db/forms.ts";
import { namesOf } from "#db/people.ts";
import { approvalsOf, candidatesBesideRun, scoreRunsOfSitting, scoresOfRun, type Score, type ScoreRun } from "#db/score-runs.ts";
import { findSitting, listSittings, type Sitting } from "#db/sittings.ts";
import type { ActorContext } from "../context.ts";

export type BoardSitting = { sitting: Sitting; attempts: number; closed: number; runs: number; released: boolean };

/** Sittings the board has to score; practice sittings score themselves. */
export async function seeSittings({ db }: ActorContext): Promise<BoardSitting[]> {
  const sittings = (await listSittings(db.read)).filter((sitting) => !sitting.practice);
  const rows: BoardSitting[] = [];
  for (const sitting of sittings) {
    const attempts = await attemptsOfSitting(db.read, sitting.id);
    const runs = await scoreRunsOfSitting(db.read, sitting.id);
    rows.push({
      sitting,
      attempts: attempts.length,
      closed: attempts.filter(({ attempt }) => isClosed(attempt.state)).length,
      runs: runs.length,
      released: runs.some((run) => run.releasedAtMs !== null),
    });
  }
  return rows;
}

export type BoardRun = ScoreRun & {
  createdByName: string | null;
  approvals: { name: string; approvedAtMs: number; mine: boolean }[];
  passed: number;
  failed: number;
};

export type BoardSittingDetail = {
  sitting: Sitting;
  form: { title: string; passMark: number; passMarkNote: string; contentHash: string | null; intact: boolean; questions: number };
  attempts: { waiting: number; live: number; closed: number };
  runs: BoardRun[];
  /** What stands against the release of the newest run, and until when candidates may start (null: over, or no limit). */
  release: { against: StandingAgainst[]; startsUntilMs: number | null };
  /** Scores of the newest run under opaque numbers, so that the board decides without names. */
  scores: { opaque: number; score: number; maximum: number; outcome: string }[];
};

export async function seeSitting(
  { db, actor, now }: ActorContext,
  sittingId: string,
): Promise<{ ok: true; detail: BoardSittingDetail } | Refusal> {
  const sitting = await findSitting(db.read, sittingId);
  const form = sitting && (await findForm(db.read, sitting.formId));
  if (!sitting || !form) return refuse("unknown-sitting");
  const attempts = await attemptsOfSitting(db.read, sittingId);
  const closed = attempts.filter(({ attempt }) => isClosed(attempt.state)).length;
  const live = attempts.filter(({ attempt }) => isRunning(attempt.state)).length;
  const runs: BoardRun[] = [];
  let newest: Score[] = [];
  for (const run of await scoreRunsOfSitting(db.read, sittingId)) {
    newest = await scoresOfRun(db.read, run.id);
    const approvals = await approvalsOf(db.read, run.id);
    const people = [...approvals.map(({ personId }) => personId), ...(run.createdBy === null ? [] : [run.createdBy])];
    const names = await namesOf(db.read, people);
    runs.push({
      ...run,
      createdByName: run.createdBy === null ? null : (names.get(run.createdBy) ?? null),
      approvals: approvals.map(({ personId, approvedAtMs }) => ({
        name: names.get(personId) ?? "",
        approvedAtMs,
        mine: personId === actor.personId,
      })),
      passed: newest.filter((score) => score.outcome === "pass").length,
      failed: newest.filter((score) => score.outcome === "fail").length,
    });
  }
  const nowMs = now();
  const newestRun = runs.at(-1);
  const beside = newestRun === undefined || newestRun.releasedAtMs !== null ? [] : await candidatesBesideRun(db.read, newestRun);
  const against = standingAgainstRelease(beside, sitting, nowMs);
  return {
    ok: true,
    detail: {
      sitting,
      form: {
        title: form.title,
        passMark: form.passMark,
        passMarkNote: form.passMarkNote,
        contentHash: form.contentHash,
        intact: (await hashOfForm(db.read, form.id)) === form.contentHash,
        questions: await questionsOfForm(db.read, form.id),
      },
      attempts: { waiting: attempts.length - closed - live, live, closed },
      runs: runs.reverse(),
      release: { against, startsUntilMs: sitting.lastStartAtMs !== null && nowMs <= sitting.lastStartAtMs ? sitting.lastStartAtMs : null },
      scores: newest
        .sort((a, b) => b.score - a.score || (a.attemptId < b.attemptId ? -1 : 1))
        .map(({ score, maximum, outcome }, index) => ({ opaque: index + 1, score, maximum, outcome })),
    },
  };
}
