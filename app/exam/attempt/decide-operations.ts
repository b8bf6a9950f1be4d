import { applyEvent, inOrder, isClosed, type AttemptRecord } from "./attempt.ts";
import { faultOf } from "./check-operation.ts";
import { endsWhenComplete } from "./end-when-complete.ts";
import { timeOutWhenDue } from "./time-out.ts";
import type { NewEvent, OperationFacts } from "./events.ts";
import { rulesOf } from "../item/interactions/registry.ts";
import { cleanText } from "../text/plain-text.ts";
import { interactionAt, type FormFrame } from "./form-frame.ts";
import type { SittingEnd } from "./longest-break.ts";
import { isPassed } from "./one-way.ts";
import { isResponseKind, OPERATIONS } from "./operation-kinds.ts";
import { isPartOver, partOfPosition } from "./parts.ts";
import { MAX_TEXT_BYTES, REPLACED_LEASE_GRACE_MS, type Operation, type OperationsRequest } from "./protocol.ts";
import { countMissingBelow, coverageOf, hasArrived, highestArrived, missingBelow, MOST_MISSING, withArrived, type Received } from "./received.ts";

/** What the log already says of an operation identifier. */
export type KnownOperation =
  | { fate: "acknowledged" }
  | { fate: "refused"; reason: string }
  | { fate: "late" }
  | { fate: "unclaimed" }
  | { fate: "part-closed" };

export type OperationsContext = {
  /** Server time at which the body of the request had been read. */
  arrivedAtMs: number;
  /** While the server's clock is in doubt nothing is late. */
  nothingIsLate?: boolean;
  /** Operations of this request that the log knows already, by opId. */
  known: ReadonlyMap<string, KnownOperation>;
  form: FormFrame;
  sitting: SittingEnd;
};

export type OperationsOutcome = {
  acknowledged: string[];
  refused: { opId: string; reason: string }[];
  late: string[];
  unclaimed: string[];
  partClosed: string[];
  waitingFor: number[];
  seatTaken: boolean;
  closed: boolean;
  /** Nothing of the request was taken: too many numbers are missing below its own. `waitingFor` names the first. */
  gap: boolean;
};

export type DecidedOperations =
  | { ok: true; events: NewEvent[]; record: AttemptRecord; outcome: OperationsOutcome }
  | { ok: false; reason: "not-started" | "unknown-lease" };

/**
 * Decides the operations of one request, one after another in the order of their numbers. Pure: the same record,
 * request and context give the same events. `record.responses` must hold the responses the request touches.
 */
export function decideOperations(
  record: AttemptRecord,
  request: OperationsRequest,
  context: OperationsContext,
): DecidedOperations {
  const { attempt } = record;
  if (attempt.startedAtMs === null) return { ok: false, reason: "not-started" };
  if (request.lease < 1 || request.lease > attempt.lease) return { ok: false, reason: "unknown-lease" };

  const run = new Run(record, request.lease, context);
  run.closeWhenDue();
  if (run.leavesGap(request.operations)) return { ok: true, ...run.refuseGap(request.operations) };
  for (const operation of [...request.operations].sort((a, b) => a.seq - b.seq)) run.take(operation);
  return { ok: true, ...run.finish() };
}

class Run {
  private readonly events: NewEvent[] = [];
  private readonly fates = new Map<string, KnownOperation>();
  private readonly outcome: OperationsOutcome = {
    acknowledged: [],
    refused: [],
    late: [],
    unclaimed: [],
    partClosed: [],
    waitingFor: [],
    seatTaken: false,
    closed: false,
    gap: false,
  };

  constructor(
    private record: AttemptRecord,
    private readonly lease: number,
    private readonly context: OperationsContext,
  ) {
    this.outcome.seatTaken = lease < record.attempt.lease;
  }

  private emit(decided: NewEvent): void {
    const event = inOrder(this.record.attempt, decided);
    this.events.push(event);
    this.record = applyEvent(this.record, event);
  }

  /** A request that arrives after deadline + grace finds the attempt closed, even if the closer has not come by yet. */
  closeWhenDue(): void {
    if (this.context.nothingIsLate) return;
    for (const event of timeOutWhenDue(this.record.attempt, this.context.sitting, this.context.arrivedAtMs)) this.emit(event);
  }

  /** Whether more numbers than can be kept in mind would be missing below those of this request. */
  leavesGap(operations: readonly Operation[]): boolean {
    const { state } = this.record.attempt;
    if (isClosed(state)) return false;
    const fresh = operations.filter(({ opId }) => !this.context.known.has(opId));
    // Almost always: not even all numbers that have not arrived would be too many.
    if (highestOf(fresh) - coverageOf(this.record.attempt.received, this.lease).upTo <= MOST_MISSING) return false;
    return countMissingBelow(this.withAll(fresh), this.lease, highestOf(fresh)) > MOST_MISSING;
  }

  /** What has arrived, and these as well. */
  private withAll(operations: readonly Operation[]): Received {
    return operations.reduce((received, { seq }) => withArrived(received, this.lease, seq), this.record.attempt.received);
  }

  refuseGap(operations: readonly Operation[]): ReturnType<Run["finish"]> {
    this.outcome.gap = true;
    this.outcome.waitingFor = missingBelow(this.withAll(operations), this.lease, highestOf(operations));
    return { events: this.events, record: this.record, outcome: this.outcome };
  }

  take(sent: Operation): void {
    const operation = typeof sent.value === "string" ? { ...sent, value: cleanText(sent.value) } : sent;
    const known = this.context.known.get(operation.opId) ?? this.fates.get(operation.opId);
    if (known) return this.tell(operation.opId, known);
    const { attempt } = this.record;
    const facts = factsOf(operation, this.lease);
    const text = typeof operation.value === "string" ? { text: operation.value } : {};
    const at = { serverTimeMs: this.context.arrivedAtMs };

    // Before anything is kept of it, whatever would become of it.
    if (attempt.textBytes + (facts.textBytes ?? 0) > MAX_TEXT_BYTES && facts.textBytes !== undefined) return this.refuse(operation, "text-full");
    if (isClosed(attempt.state)) {
      this.emit({ kind: "operation-late", payload: facts, ...at, ...text });
      return this.tell(operation.opId, { fate: "late" });
    }
    if (this.lease < attempt.lease && this.context.arrivedAtMs > (attempt.leaseTakenAtMs ?? 0) + REPLACED_LEASE_GRACE_MS) {
      this.emit({ kind: "operation-unclaimed", payload: facts, ...at, ...text });
      return this.tell(operation.opId, { fate: "unclaimed" });
    }
    if (attempt.state === "paused" && OPERATIONS[operation.kind].isHeldWhilePaused) return;

    if (this.isOfPartThatIsOver(operation) || this.isOfQuestionThatIsPassed(operation)) {
      this.emit({ kind: "operation-part-closed", payload: facts, ...at, ...text });
      this.tell(operation.opId, { fate: "part-closed" });
      return this.endWhenComplete();
    }
    const fault = this.faultIn(operation);
    if (fault) return this.refuse(operation, fault);
    this.emit({ kind: "operation", payload: { ...facts, ...this.answeredIn(operation) }, ...at, ...text });
    this.tell(operation.opId, { fate: "acknowledged" });
    this.endWhenComplete();
  }

  private refuse({ opId, seq }: Operation, reason: string): void {
    this.emit({ kind: "operation-refused", payload: { opId, lease: this.lease, seq, reason }, serverTimeMs: this.context.arrivedAtMs });
    this.tell(opId, { fate: "refused", reason });
  }

  /** What the candidate did to a question of a part that was left: it came too late for the part, not for the log. */
  private isOfPartThatIsOver({ kind, position, seq }: Operation): boolean {
    const { attempt } = this.record;
    const part = partOfPosition(attempt.parts, position);
    if (kind === "submit" || kind === "leave-part" || part === null) return false;
    return isPartOver(attempt, part) && !hasArrived(attempt.received, this.lease, seq);
  }

  /** In a one-way part nobody goes back: what changes an answer or the place comes too late. A report of a problem never does. */
  private isOfQuestionThatIsPassed({ kind, position, seq }: Operation): boolean {
    const { attempt } = this.record;
    if (kind !== "visit" && !isResponseKind(kind)) return false;
    return isPassed(attempt, { position, lease: this.lease, seq }) && !hasArrived(attempt.received, this.lease, seq);
  }

  private faultIn(operation: Operation): string | null {
    const { attempt } = this.record;
    if (hasArrived(attempt.received, this.lease, operation.seq)) return "number-used-before";
    // Whoever took the seat over goes on working: the old browser's hand-in must not close it under their hands.
    const ends = operation.kind === "submit" || operation.kind === "leave-part";
    if (ends && this.lease < attempt.lease) return "seat-taken";
    if (operation.kind === "leave-part") return this.faultInLeaving(operation);
    const part = partOfPosition(attempt.parts, operation.position);
    if (part !== null && part > attempt.part) return "part-not-started";
    return faultOf(operation, this.context.form);
  }

  /** The last part is not left: the candidate hands in. A part that is over already may be left again, which does nothing. */
  private faultInLeaving(operation: Operation): string | null {
    const { part, parts } = this.record.attempt;
    const { position } = operation;
    const fault = faultOf(operation, this.context.form);
    if (fault !== null) return fault;
    return position >= 1 && position <= part && position < parts.length ? null : "unknown-part";
  }

  private answeredIn({ kind, position, value }: Operation): { answered?: boolean } {
    const interaction = kind === "respond" ? interactionAt(this.context.form, position) : undefined;
    if (interaction === undefined) return {};
    const rules = rulesOf(interaction);
    const response = rules.parseResponse(interaction, value);
    return { answered: response !== null && rules.isAnswered(response) };
  }

  private endWhenComplete(): void {
    for (const event of endsWhenComplete(this.record.attempt, this.context.sitting, this.context.arrivedAtMs)) this.emit(event);
  }

  private tell(opId: string, fate: KnownOperation): void {
    this.fates.set(opId, fate);
    if (fate.fate === "acknowledged") this.outcome.acknowledged.push(opId);
    if (fate.fate === "refused") this.outcome.refused.push({ opId, reason: fate.reason });
    if (fate.fate === "late") this.outcome.late.push(opId);
    if (fate.fate === "unclaimed") this.outcome.unclaimed.push(opId);
    if (fate.fate === "part-closed") this.outcome.partClosed.push(opId);
  }

  finish(): { events: NewEvent[]; record: AttemptRecord; outcome: OperationsOutcome } {
    const { attempt } = this.record;
    this.endWhenComplete();
    this.outcome.waitingFor = missingBelow(attempt.received, this.lease, highestArrived(attempt.received, this.lease));
    this.outcome.closed = isClosed(this.record.attempt.state);
    return { events: this.events, record: this.record, outcome: this.outcome };
  }
}

function highestOf(operations: readonly Operation[]): number {
  return Math.max(0, ...operations.map(({ seq }) => seq));
}

function factsOf(operation: Operation, lease: number): OperationFacts {
  const { opId, seq, position, kind, value, lastServerTimeMs, elapsedMs } = operation;
  return {
    opId,
    lease,
    seq,
    position,
    operation: kind,
    value: typeof value === "string" ? null : value,
    lastServerTimeMs,
    elapsedMs,
    ...(typeof value === "string" ? { textBytes: new TextEncoder().encode(value).length } : {}),
  };
}
