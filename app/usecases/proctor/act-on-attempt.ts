import { applyEvent, isClosed, type Attempt, type AttemptRecord } from "#app/exam/attempt/attempt.ts";
import type { NewEvent } from "#app/exam/attempt/events.ts";
import { refuse, type Refusal } from "#app/exam/refusal.ts";
import { appendEvents, loadAttempt } from "#db/attempts.ts";
import { transact } from "#db/open.ts";
import { sittingsOfProctor } from "#db/sittings.ts";
import type { ActorContext } from "../context.ts";

const SEAT_RELEASED_FOR_MS = 10 * 60_000;

export type ProctorAct = { kind: "admit" } | { kind: "release-seat"; reason: string };

/** A proctor admits a candidate or releases a seat for ten minutes, in a sitting of their own. */
export async function actOnAttempt(
  context: ActorContext,
  input: { attemptId: string; act: ProctorAct },
): Promise<{ ok: true } | Refusal> {
  const { db, actor, now } = context;
  return transact(db, async (trx) => {
    const place = await loadAttempt(trx, input.attemptId);
    const sittings = await sittingsOfProctor(trx, actor.personId);
    if (!place || !sittings.some((sitting) => sitting.id === place.attempt.sittingId)) return refuse("not-your-sitting");
    const decided = decide(place.attempt, input.act, actor.personId, now());
    if (!decided.ok) return decided;
    let record: AttemptRecord = { attempt: place.attempt, responses: new Map() };
    for (const event of decided.events) record = applyEvent(record, event);
    await appendEvents(trx, [{ before: place, record, events: decided.events }]);
    return { ok: true } as const;
  });
}

function decide(attempt: Attempt, act: ProctorAct, by: string, nowMs: number): { ok: true; events: NewEvent[] } | Refusal {
  if (isClosed(attempt.state)) return refuse("closed");
  if (act.kind === "admit") {
    if (attempt.state !== "waiting") return refuse("already-admitted");
    return { ok: true, events: [{ kind: "admitted", payload: { by }, serverTimeMs: nowMs }] };
  }
  if (act.reason.trim() === "") return refuse("reason-needed");
  const untilMs = nowMs + SEAT_RELEASED_FOR_MS;
  return {
    ok: true,
    events: [{ kind: "seat-released", payload: { by, untilMs }, serverTimeMs: nowMs, text: act.reason.trim() }],
  };
}
