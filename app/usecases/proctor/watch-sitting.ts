import type { AttemptState } from "#app/exam/attempt/attempt.ts";
import { isRunning } from "#app/exam/attempt/states.ts";
import { timeLeft } from "#app/exam/attempt/clock.ts";
import { refuse, type Refusal } from "#app/exam/refusal.ts";
import { attemptsOfRegistrations } from "#db/attempts.ts";
import { newestReissues } from "#db/code-reissues.ts";
import { questionsOfForm } from "#db/forms.ts";
import { loadPresence } from "#db/presence.ts";
import { findSitting, listSittings, registrationsOfSitting, sittingsOfProctor, type Sitting } from "#db/sittings.ts";
import type { ActorContext } from "../context.ts";
import { undoOf } from "../give-new-code.ts";

/** A row of the proctor's list: where a candidate stands; never an answer, a score or a key. */
export type WatchedCandidate = {
  registrationId: string;
  attemptId: string | null;
  /** Identifier for the next act on this attempt: sent twice, it is one act. */
  actId: string;
  candidateNumber: string;
  name: string;
  state: AttemptState | "not-here";
  position: number | null;
  answered: number;
  flagged: number;
  questions: number;
  timeLeftMs: number | null;
  lastSeenMs: number | null;
  waiting: number;
  /** The page is of another build than this server: served all the same, to its end. */
  otherBuild: boolean;
  lease: number;
  rulesAccepted: boolean;
  /** Number of the new admission code that can still be taken back, or null. */
  undo: number | null;
};

/** Sittings this person may watch: their own as a proctor. */
export async function watchedSittings({ db, actor }: ActorContext): Promise<Sitting[]> {
  return actor.roles.includes("admin") ? listSittings(db.read) : sittingsOfProctor(db.read, actor.personId);
}

export async function watchSitting(
  context: ActorContext,
  sittingId: string,
): Promise<{ ok: true; sitting: Sitting; serverTimeMs: number; /** Somebody writes, paused or not. */ isRunning: boolean; candidates: WatchedCandidate[] } | Refusal> {
  const { db, now, newId, build } = context;
  const mine = (await watchedSittings(context)).some((sitting) => sitting.id === sittingId);
  const sitting = mine ? await findSitting(db.read, sittingId) : null;
  if (!sitting) return refuse("not-your-sitting");
  const registrations = await registrationsOfSitting(db.read, sittingId);
  const attempts = await attemptsOfRegistrations(db.read, registrations.map(({ id }) => id));
  const newest = new Map(attempts.map(({ attempt }) => [attempt.registrationId, attempt]));
  const presence = await loadPresence(db.read, [...newest.values()].map((attempt) => attempt.id));
  const reissues = await newestReissues(db.read, registrations.map(({ id }) => id));
  const questions = await questionsOfForm(db.read, sitting.formId);
  const nowMs = now();
  const candidates = registrations.map((registration): WatchedCandidate => {
    const attempt = newest.get(registration.id);
    const seen = attempt && presence.get(attempt.id);
    return {
      registrationId: registration.id,
      attemptId: attempt?.id ?? null,
      actId: newId(),
      candidateNumber: registration.candidateNumber,
      name: registration.name,
      state: attempt?.state ?? "not-here",
      position: attempt?.startedAtMs ? attempt.visit.position : null,
      answered: attempt?.answered ?? 0,
      flagged: attempt?.flagged ?? 0,
      questions: attempt?.questions ?? questions,
      timeLeftMs: attempt ? timeLeft(attempt, nowMs) : null,
      lastSeenMs: seen?.seenAtMs ?? null,
      waiting: seen?.waiting ?? 0,
      // A page that does not say its build is not called anything.
      otherBuild: (seen?.build ?? build.id) !== build.id,
      lease: attempt?.lease ?? 0,
      undo: undoOf(reissues.get(registration.id), nowMs),
      rulesAccepted: attempt?.rulesVersion != null,
    };
  });
  return { ok: true, sitting, serverTimeMs: nowMs, isRunning: candidates.some(({ state }) => isRunning(state)), candidates };
}
