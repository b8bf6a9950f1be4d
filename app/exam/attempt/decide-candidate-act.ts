import { refuse, type Refusal } from "../refusal.ts";
import { applyEvent, inOrder, isClosed, type AttemptRecord } from "./attempt.ts";
import { timeOutWhenDue } from "./time-out.ts";
import type { EventKind, NewEvent } from "./events.ts";
import type { FormFrame } from "./form-frame.ts";
import { decideOperations, type KnownOperation, type OperationsOutcome } from "./decide-operations.ts";
import type { SittingEnd } from "./longest-break.ts";
import type { CallKind, OperationsRequest, StartRequest } from "./protocol.ts";
import { takeSeat, type SeatRequest } from "./seat.ts";
import { acceptRules, startAttempt, type SittingWindow } from "./start-attempt.ts";

/** What a candidate's browser, or the server's own clock, may do to an attempt. */
export type CandidateAct =
  | { kind: "operations"; request: OperationsRequest }
  | { kind: "rules"; version: string }
  | { kind: "take-over"; request: SeatRequest }
  /** `wait`: why nobody may begin at present, the server's clock or disk for example; whoever runs goes on. */
  | { kind: "start"; request: StartRequest; wait?: string | null }
  /** A repeated call of the same `actId` is one call; pages opened before November 2026 send none. */
  | { kind: "call"; call: CallKind; actId?: string | undefined }
  | { kind: "time-out" }
  /** Gives back the time in which the server was down; `by`: who has confirmed it. Repeated under one `actId` it is one act. */
  | { kind: "make-up"; extensionMs: number; by: string; actId: string };

/** Every time that is given has a reason beside the log. */
const MAKE_UP_REASON = "The server was down.";

export type CandidateFacts = {
  /** Server time at which the body of the request had been read: it alone decides what is late. */
  arrivedAtMs: number;
  /** While the server's clock is in doubt nothing is late. */
  nothingIsLate?: boolean;
  sitting: SittingWindow & SittingEnd;
  form: FormFrame;
  /** Operations of this request that the log knows already, by opId. */
  known: ReadonlyMap<string, KnownOperation>;
  /** The event that the log holds under the `actId` of the act, or null. */
  knownAs: EventKind | null;
  /** The version of the rules that is in force. */
  rulesVersion: string;
  /** What serves the candidate: it stands in the log beside the start. */
  build: { version: string; id: string };
};

/** `record` is the record after `events`; a refusal may have events too (a refused seat is kept in the log). */
export type DecidedAct = { record: AttemptRecord; events: NewEvent[] } & ({ ok: true; outcome: OperationsOutcome | null } | Refusal);

/** Decides an act of a candidate. Pure: the same record, act and facts give the same events. */
export function decideCandidateAct(record: AttemptRecord, act: CandidateAct, facts: CandidateFacts): DecidedAct {
  const { attempt } = record;
  const { arrivedAtMs, sitting, form, known, nothingIsLate = false } = facts;
  const due = (): NewEvent[] => (nothingIsLate ? [] : timeOutWhenDue(attempt, sitting, arrivedAtMs));
  switch (act.kind) {
    case "operations": {
      const decided = decideOperations(record, act.request, { arrivedAtMs, nothingIsLate, known, form, sitting });
      return decided.ok ? decided : { ...refuse(decided.reason), record, events: [] };
    }
    case "rules":
      return folded(record, acceptRules(attempt, { version: act.version, currentVersion: facts.rulesVersion }, sitting, arrivedAtMs));
    case "take-over":
      return folded(record, takeSeat(attempt, act.request, { practice: sitting.practice, nowMs: arrivedAtMs }));
    case "start": {
      const first = folded(record, { ok: true, events: due() });
      if (act.wait != null && attempt.startedAtMs === null) return { ...first, ...refuse(act.wait) };
      const { version, id: build } = facts.build;
      const started = folded(first.record, startAttempt(first.record.attempt, { ...act.request, version, build }, sitting, arrivedAtMs));
      return { ...started, events: [...first.events, ...started.events] };
    }
    case "call": {
      const payload = act.actId === undefined ? { call: act.call } : { call: act.call, actId: act.actId };
      if (facts.knownAs !== null) return folded(record, facts.knownAs === "called" ? { ok: true, events: [] } : refuse("id-used"));
      // Nobody watches an exam that is over; the receipt and the result say whom to ask.
      if (isClosed(attempt.state)) return folded(record, refuse("closed"));
      return folded(record, { ok: true, events: [{ kind: "called", payload, serverTimeMs: arrivedAtMs }] });
    }
    case "make-up": {
      if (facts.knownAs !== null) return folded(record, facts.knownAs === "extended" ? { ok: true, events: [] } : refuse("id-used"));
      // Of a pause the time is given back when it ends, and an exam that is over needs none.
      if (attempt.state !== "active") return folded(record, refuse("not-running"));
      const { by, actId, extensionMs } = act;
      // In a break the whole stands still anyway: the time that has passed meanwhile is added when the next part begins.
      const breakOnly = attempt.running === null ? { breakOnly: true } : {};
      return folded(record, { ok: true, events: [{ kind: "extended", payload: { by, actId, extensionMs, ...breakOnly }, serverTimeMs: arrivedAtMs, text: MAKE_UP_REASON }] });
    }
    case "time-out":
      return folded(record, { ok: true, events: due() });
  }
}

/** A decision with the record that its events make. */
export function folded(record: AttemptRecord, decided: { ok: true; events: readonly NewEvent[] } | (Refusal & { events?: readonly NewEvent[] })): DecidedAct {
  const events: NewEvent[] = [];
  let after = record;
  for (const each of decided.events ?? []) {
    const event = inOrder(after.attempt, each);
    events.push(event);
    after = applyEvent(after, event);
  }
  return decided.ok ? { ok: true, record: after, events, outcome: null } : { ...decided, record: after, events };
}
