import { isClosed, type AttemptState } from "#app/exam/attempt/attempt.ts";
import { endOfStart, ownEnd, type OwnEnd } from "#app/exam/attempt/own-end.ts";
import { startWindow } from "#app/exam/attempt/start-window.ts";
import { isRunning } from "#app/exam/attempt/states.ts";
import { attemptsOfRegistrations, type LoadedAttempt } from "#db/attempts.ts";
import { findForm } from "#db/forms.ts";
import { releasedAttempts } from "#db/score-runs.ts";
import { findSittings, registrationsOfPerson, type Sitting } from "#db/sittings.ts";
import type { ActorContext } from "../context.ts";

export type MyExam = {
  registrationId: string;
  sittingTitle: string;
  candidateNumber: string;
  practice: boolean;
  timeZone: string;
  opensAtMs: number;
  lastStartAtMs: number | null;
  resultsExpectedOn: string | null;
  /** Newest first; empty before the first opening. */
  attempts: { id: string; number: number; state: AttemptState; closed: boolean; closedAtMs: number | null; resultReleased: boolean }[];
  /** Whether this browser signed in for this registration and may open its exam. */
  mayOpen: boolean;
  /** Nothing runs, and nothing can be started any more. */
  lastStartPassed: boolean;
  /** Null where nothing runs and nothing can be started. */
  ownEnd: OwnEnd | null;
};

export async function myExams({ db, actor, now }: ActorContext): Promise<MyExam[]> {
  const registrations = (await registrationsOfPerson(db.read, actor.personId)).filter(({ withdrawn }) => !withdrawn);
  const sittings = await findSittings(db.read, registrations.map(({ sittingId }) => sittingId));
  const loaded = await attemptsOfRegistrations(db.read, registrations.map(({ id }) => id));
  const closed = loaded.filter(({ attempt }) => isClosed(attempt.state));
  const released = await releasedAttempts(db.read, closed.map(({ attempt }) => attempt.id));
  const nowMs = now();
  const exams = registrations.map(async (registration) => {
    const sitting = sittings.get(registration.sittingId);
    if (!sitting) return [];
    const own = loaded.filter(({ attempt }) => attempt.registrationId === registration.id);
    const attempts = own
      .map(({ attempt }) => ({
        id: attempt.id,
        number: attempt.number,
        state: attempt.state,
        closed: isClosed(attempt.state),
        closedAtMs: attempt.closedAtMs,
        resultReleased: isClosed(attempt.state) && (sitting.practice || released.has(attempt.id)),
      }))
      .reverse();
    return [
      {
        registrationId: registration.id,
        sittingTitle: sitting.title,
        candidateNumber: registration.candidateNumber,
        practice: sitting.practice,
        timeZone: sitting.timeZone,
        opensAtMs: sitting.opensAtMs,
        lastStartAtMs: sitting.lastStartAtMs,
        resultsExpectedOn: sitting.resultsExpectedOn,
        attempts,
        mayOpen: actor.registrationId === registration.id,
        ...startOf(own.at(-1)?.attempt, sitting, nowMs, await limitMsOf(db, sitting)),
      },
    ];
  });
  return (await Promise.all(exams)).flat();
}

/** How the newest attempt, or the one to come, stands against the sitting's window and when it ends. */
function startOf(newest: LoadedAttempt["attempt"] | undefined, sitting: Sitting, nowMs: number, limitMs: number): Pick<MyExam, "lastStartPassed" | "ownEnd"> {
  const over = newest !== undefined && isClosed(newest.state);
  if (over && !sitting.practice) return { lastStartPassed: false, ownEnd: null };
  const running = newest !== undefined && isRunning(newest.state);
  const { kind } = startWindow(Math.floor(nowMs / 1_000), sitting.opensAtMs, sitting.lastStartAtMs);
  if (kind === "over" && !running) return { lastStartPassed: true, ownEnd: null };
  return { lastStartPassed: false, ownEnd: newest === undefined || over ? endOfStart(limitMs, sitting, nowMs) : ownEnd(newest, sitting, nowMs) };
}

/** The limit of the sitting's form, for who has no attempt yet. */
async function limitMsOf(db: ActorContext["db"], sitting: Sitting): Promise<number> {
  return 1_000 * ((await findForm(db.read, sitting.formId))?.limitSeconds ?? 0);
}
