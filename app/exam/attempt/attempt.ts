import { BrokenLogError } from "./broken-log.ts";
import { endOf } from "./clock.ts";
import type { EventPayloads, NewEvent } from "./events.ts";
import { isResponseKind, type ResponseKind } from "./operation-kinds.ts";
import { isAfter, withFirstVisit, type FirstVisit } from "./one-way.ts";
import type { PartTerms, RunningPart } from "./parts.ts";
import type { StoredResponse } from "./protocol.ts";
import { withArrived, type Received } from "./received.ts";
import type { AttemptState } from "./states.ts";

export { isAfter } from "./one-way.ts";
export { isClosed, type AttemptState } from "./states.ts";

/** An attempt as its log tells it; the table `attempt` holds exactly this. */
export type Attempt = {
  id: string;
  sittingId: string;
  registrationId: string;
  formId: string;
  /** 1 for the exam; practice may be taken again. */
  number: number;
  state: AttemptState;
  questions: number;
  parts: readonly PartTerms[];
  /** The part that was begun last, from 1 on; 0 before the start. */
  part: number;
  /** That part while it runs; null before the start and between two parts. It stays when the attempt closes. */
  running: RunningPart | null;
  /** While the next part has not begun: when the one before was left, and later by every pause since, which counts as a pause. */
  partLeftAtMs: number | null;
  betweenMs: number;
  /** While the next part has not begun: when the server closes the attempt instead. */
  breakEndsAtMs: number | null;
  limitMs: number;
  graceMs: number;
  extensionMs: number;
  pausedMs: number;
  pausedAtMs: number | null;
  rulesVersion: string | null;
  startedAtMs: number | null;
  /** When the server ends what there is (`endOf`): the closer finds it by this. */
  deadlineAtMs: number | null;
  closedAtMs: number | null;
  lease: number;
  leaseTakenAtMs: number | null;
  browserId: string | null;
  seatReleasedUntilMs: number | null;
  received: Received;
  /** A `submit` that has arrived before the operations below it. */
  submitAsked: { lease: number; seq: number } | null;
  /** A `leave-part` of the running part that has arrived before the operations below it. */
  leaveAsked: { lease: number; seq: number } | null;
  visit: { lease: number; seq: number; position: number };
  /** The positions visited so far, ascending: whatever the order in which the visits arrive. */
  seen: readonly number[];
  /** Of the questions of one-way parts, ascending by position. */
  firstVisits: readonly FirstVisit[];
  answered: number;
  flagged: number;
  /** No later event may have an earlier time (`inOrder`). */
  lastEventAtMs: number;
  /** UTF-8 bytes of the notes and reports that the log holds. */
  textBytes: number;
};

/** An attempt with the responses that matter for the decision at hand, keyed by `responseKey`. */
export type AttemptRecord = { attempt: Attempt; responses: ReadonlyMap<string, StoredResponse> };

export function responseKey(position: number, kind: ResponseKind): string {
  return `${position}:${kind}`;
}

export function newAttempt(id: string, facts: EventPayloads["prepared"]): Attempt {
  return {
    id,
    sittingId: facts.sittingId,
    registrationId: facts.registrationId,
    formId: facts.formId,
    number: facts.number,
    state: "waiting",
    questions: facts.questions,
    parts: facts.parts,
    part: 0,
    running: null,
    partLeftAtMs: null,
    betweenMs: 0,
    breakEndsAtMs: null,
    limitMs: facts.limitMs,
    graceMs: facts.graceMs,
    extensionMs: 0,
    pausedMs: 0,
    pausedAtMs: null,
    rulesVersion: null,
    startedAtMs: null,
    deadlineAtMs: null,
    closedAtMs: null,
    lease: 0,
    leaseTakenAtMs: null,
    browserId: null,
    seatReleasedUntilMs: null,
    received: {},
    submitAsked: null,
    leaveAsked: null,
    visit: { lease: 0, seq: 0, position: 1 },
    seen: [],
    firstVisits: [],
    answered: 0,
    flagged: 0,
    lastEventAtMs: 0,
    textBytes: 0,
  };
}

/**
 * One step of the fold: the record after an event. The state of an attempt is nothing but this function applied to
 * its log; the projections are written from its result in the same transaction.
 */
export function applyEvent(record: AttemptRecord, event: NewEvent): AttemptRecord {
  const after = event.kind === "operation" ? applyOperation(record, event) : { ...record, attempt: withDeadline(applyAct(record.attempt, event)) };
  const { attempt } = after;
  const lastEventAtMs = Math.max(record.attempt.lastEventAtMs, event.serverTimeMs);
  const textBytes = attempt.textBytes + ("textBytes" in event.payload ? (event.payload.textBytes ?? 0) : 0);
  return { ...after, attempt: { ...attempt, lastEventAtMs, textBytes } };
}

/** The event with a time that is not below the one before it: two requests may overtake each other by milliseconds, and two servers' clocks differ. */
export function inOrder(attempt: Attempt, event: NewEvent): NewEvent {
  return event.serverTimeMs >= attempt.lastEventAtMs ? event : { ...event, serverTimeMs: attempt.lastEventAtMs };
}

function applyAct(attempt: Attempt, event: Exclude<NewEvent, { kind: "operation" }>): Attempt {
  const at = event.serverTimeMs;
  switch (event.kind) {
    case "prepared":
      return newAttempt(attempt.id, event.payload);
    case "rules-accepted":
      return { ...attempt, rulesVersion: event.payload.version };
    case "admitted":
      return { ...attempt, state: "admitted" };
    case "seat-released":
      return { ...attempt, seatReleasedUntilMs: event.payload.untilMs };
    case "seat-taken":
      return {
        ...attempt,
        lease: event.payload.lease,
        leaseTakenAtMs: at,
        browserId: event.payload.browserId,
        seatReleasedUntilMs: null,
      };
    case "started":
      return { ...beginPart(attempt, 1, at), state: "active", startedAtMs: at };
    case "part-started":
      return beginPart(attempt, event.payload.part, at);
    case "part-left":
      return { ...attempt, running: null, leaveAsked: null, partLeftAtMs: at, breakEndsAtMs: at + event.payload.longestBreakMs };
    case "operation-refused":
    case "operation-part-closed":
      return { ...attempt, received: withArrived(attempt.received, event.payload.lease, event.payload.seq) };
    case "paused":
      return { ...attempt, state: "paused", pausedAtMs: at };
    case "resumed":
      return { ...stopPause(attempt, at), state: "active" };
    case "extended":
      if (event.payload.breakOnly === true) return { ...attempt, breakEndsAtMs: later(attempt.breakEndsAtMs, event.payload.extensionMs) };
      return extend(attempt, event.payload.extensionMs);
    case "submitted":
      return { ...attempt, state: "submitted", closedAtMs: at, submitAsked: null };
    case "timed-out":
      return { ...attempt, state: "timed-out", closedAtMs: at, submitAsked: null };
    case "terminated":
      return { ...stopPause(attempt, at), state: "terminated", closedAtMs: at, submitAsked: null };
    case "reopened":
      return {
        ...extend(stopClose(attempt, at), event.payload.extensionMs),
        state: "active",
        closedAtMs: null,
        // A hand-in before the close is done with: the candidate hands in again.
        submitAsked: null,
        leaveAsked: null,
      };
    case "voided":
      return { ...stopPause(attempt, at), state: "voided", closedAtMs: attempt.closedAtMs ?? at, submitAsked: null };
    case "operation-late":
    case "operation-unclaimed":
    case "seat-refused":
    case "called":
      return attempt;
  }
}

function stopPause(attempt: Attempt, at: number): Attempt {
  if (attempt.pausedAtMs === null) return attempt;
  const pauseMs = at - attempt.pausedAtMs;
  // A moment of a pause between two parts counts once: as paused, not as time between them.
  const partLeftAtMs = later(attempt.partLeftAtMs, pauseMs);
  const breakEndsAtMs = later(attempt.breakEndsAtMs, pauseMs);
  const running = attempt.running && { ...attempt.running, pausedMs: attempt.running.pausedMs + pauseMs };
  return { ...attempt, running, partLeftAtMs, breakEndsAtMs, pausedMs: attempt.pausedMs + pauseMs, pausedAtMs: null };
}

function later(atMs: number | null, byMs: number): number | null {
  return atMs === null ? null : atMs + byMs;
}

/** What was left of a break at the close is left of it again; where its end had passed nothing is. */
function stopClose(attempt: Attempt, at: number): Attempt {
  const { breakEndsAtMs, closedAtMs } = attempt;
  return breakEndsAtMs === null ? attempt : { ...attempt, breakEndsAtMs: at + Math.max(0, breakEndsAtMs - (closedAtMs ?? at)) };
}

/** Time that is given: to the whole, and to the part that runs or the break that lasts. */
function extend(attempt: Attempt, extensionMs: number): Attempt {
  const running = attempt.running && { ...attempt.running, extensionMs: attempt.running.extensionMs + extensionMs };
  return { ...attempt, running, breakEndsAtMs: later(attempt.breakEndsAtMs, extensionMs), extensionMs: attempt.extensionMs + extensionMs };
}

function beginPart(attempt: Attempt, part: number, at: number): Attempt {
  const running = { startedAtMs: at, limitMs: attempt.parts[part - 1]?.limitMs ?? null, extensionMs: 0, pausedMs: 0 };
  const betweenMs = attempt.betweenMs + (attempt.partLeftAtMs === null ? 0 : at - attempt.partLeftAtMs);
  return { ...attempt, part, running, leaveAsked: null, partLeftAtMs: null, breakEndsAtMs: null, betweenMs };
}

function withDeadline(attempt: Attempt): Attempt {
  return { ...attempt, deadlineAtMs: endOf(attempt) };
}

function applyOperation(record: AttemptRecord, event: Extract<NewEvent, { kind: "operation" }>): AttemptRecord {
  const { lease, seq, position, operation } = event.payload;
  const attempt: Attempt = { ...record.attempt, received: withArrived(record.attempt.received, lease, seq) };
  if (operation === "submit") return { ...record, attempt: { ...attempt, submitAsked: { lease, seq } } };
  if (operation === "leave-part") {
    const isRunning = position === attempt.part && attempt.running !== null;
    return isRunning ? { ...record, attempt: { ...attempt, leaveAsked: { lease, seq } } } : { ...record, attempt };
  }
  if (operation === "visit") {
    const visit = isAfter({ lease, seq }, attempt.visit) ? { lease, seq, position } : attempt.visit;
    const firstVisits = withFirstVisit(attempt, { position, lease, seq });
    return { ...record, attempt: { ...attempt, visit, seen: withSeen(attempt.seen, position), firstVisits } };
  }
  if (!isResponseKind(operation)) return { ...record, attempt };
  const key = responseKey(position, operation);
  const before = record.responses.get(key);
  if (before && !isAfter({ lease, seq }, before)) return { ...record, attempt };
  const value = event.text ?? event.payload.value;
  const responses = new Map(record.responses);
  const answered = event.payload.answered === true;
  responses.set(key, { position, kind: operation, value, answered, lease, seq, savedAtMs: event.serverTimeMs });
  attempt.answered += Number(answered) - Number(before?.answered === true);
  if (operation === "flag") attempt.flagged += Number(value === true) - Number(before?.value === true);
  return { attempt, responses };
}

function withSeen(seen: readonly number[], position: number): readonly number[] {
  return seen.includes(position) ? seen : [...seen, position].sort((a, b) => a - b);
}

/** The whole log of one attempt, folded. Throws `BrokenLogError` when it does not begin with `prepared`. */
export function foldAttempt(id: string, events: readonly NewEvent[]): AttemptRecord {
  const [first, ...rest] = events;
  if (first?.kind !== "prepared") throw new BrokenLogError(`the log of attempt ${id} does not begin with "prepared"`);
  let record: AttemptRecord = { attempt: { ...newAttempt(id, first.payload), lastEventAtMs: first.serverTimeMs }, responses: new Map() };
  for (const event of rest) record = applyEvent(record, event);
  return record;
}
