import { isClosed, type AttemptState } from "#app/exam/attempt/attempt.ts";
import { attemptsOfRegistrations } from "#db/attempts.ts";
import { releasedAttempts } from "#db/score-runs.ts";
import { findSittings, registrationsOfPerson } from "#db/sittings.ts";
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
  attempts: { id: string; number: number; state: AttemptState; closed: boolean; closedAtMs: number | null; deadlineAtMs: number | null; resultReleased: boolean }[];
  /** Whether this browser signed in for this registration and may open its exam. */
  mayOpen: boolean;
};

export async function myExams({ db, actor }: ActorContext): Promise<MyExam[]> {
  const registrations = (await registrationsOfPerson(db.read, actor.personId)).filter((one) => !one.withdrawn);
  const sittings = await findSittings(db.read, registrations.map((one) => one.sittingId));
  const places = await attemptsOfRegistrations(db.read, registrations.map((one) => one.id));
  const closed = places.filter((place) => isClosed(place.attempt.state));
  const released = await releasedAttempts(db.read, closed.map((place) => place.attempt.id));
  return registrations.flatMap((registration) => {
    const sitting = sittings.get(registration.sittingId);
    if (!sitting) return [];
    const attempts = places
      .filter((place) => place.attempt.registrationId === registration.id)
      .map(({ attempt }) => ({
        id: attempt.id,
        number: attempt.number,
        state: attempt.state,
        closed: isClosed(attempt.state),
        closedAtMs: attempt.closedAtMs,
        deadlineAtMs: attempt.deadlineAtMs,
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
      },
    ];
  });
}
