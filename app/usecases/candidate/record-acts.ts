import { applyEvent, isClosed, type AttemptRecord } from "#app/exam/attempt/attempt.ts";
import { clockToldAt } from "#app/exam/attempt/clock.ts";
import { timeOutWhenDue } from "#app/exam/attempt/close.ts";
import { EVENTS, type NewEvent } from "#app/exam/attempt/events.ts";
import { decideOperations, type KnownOperation, type OperationsOutcome } from "#app/exam/attempt/operations.ts";
import type { CallKind, Clock, OperationsRequest, Receipt, Started, StartRequest, StoredResponse } from "#app/exam/attempt/protocol.ts";
import { takeSeat, type SeatRequest } from "#app/exam/attempt/seat.ts";
import { acceptRules, startAttempt } from "#app/exam/attempt/start.ts";
import rules from "#app/exam/text/rules.en.json" with { type: "json" };
import { appendEvents, contentKeys, knownOperations, loadAttempts, loadResponses, type LoadedAttempt } from "#db/attempts.ts";
import { transact, type Trx } from "#db/open.ts";
import { registrationsOfSignIns } from "#db/sign-ins.ts";
import { findSittings, type Sitting } from "#db/sittings.ts";
import type { Context } from "../context.ts";
import { frozenForm, type FrozenForm } from "../frozen-form.ts";

/** What a browser (or the server's own clock) may do to an attempt on the hot path. */
export type Act =
  | { kind: "operations"; request: OperationsRequest }
  | { kind: "rules"; version: string }
  | { kind: "take-over"; request: SeatRequest }
  | { kind: "start"; request: StartRequest }
  | { kind: "call"; call: CallKind }
  | { kind: "time-out" };

export type SubmittedAct = {
  attemptId: string;
  /** SHA-256 of the sign-in token; null for the server itself. */
  tokenHash: string | null;
  /** Server time at which the body had been read: it alone decides what is late. */
  arrivedAtMs: number;
  act: Act;
};

export type ActResult =
  | { ok: true; kind: "operations"; clock: Clock; outcome: OperationsOutcome; chainHead: string; receipt: Receipt | null }
  | { ok: true; kind: "started"; started: Started }
  | { ok: true; kind: "clock"; clock: Clock }
  | { ok: false; reason: string; clock: Clock | null };

/** What changed, for the live feed and the checkpoints: told only after the commit. `closed`: the attempt ended with it. */
export type ChangedAttempt = { place: LoadedAttempt; closed: boolean };
export type BatchResult = { results: ActResult[]; changed: ChangedAttempt[] };

/**
 * Decides and stores acts of many attempts in one transaction: one read of what is known, decisions in memory, one
 * insert of events, one upsert of each projection, one commit. The answers may be given only when this resolves.
 * Throws what the database throws; then nothing of the batch is stored.
 */
export async function recordActs(context: Context, batch: readonly SubmittedAct[]): Promise<BatchResult> {
  return transact(context.db, async (trx) => {
    const work = await Work.load(context, trx, batch);
    const decided = batch.map((submitted) => work.decide(submitted));
    const places = await appendEvents(trx, work.appends());
    const results = decided.map((finish) => finish(places));
    return { results, changed: work.changed(places) };
  });
}

type Finish = (places: ReadonlyMap<string, LoadedAttempt>) => ActResult;
type Loaded = LoadedAttempt & { record: AttemptRecord; events: NewEvent[]; known: Map<string, KnownOperation> };

class Work {
  private constructor(
    private readonly context: Context,
    private readonly attempts: Map<string, Loaded>,
    private readonly registrations: ReadonlyMap<string, string>,
    private readonly sittings: ReadonlyMap<string, Sitting>,
    private readonly forms: ReadonlyMap<string, FrozenForm>,
    private readonly keys: ReadonlyMap<string, string>,
  ) {}

  static async load(context: Context, trx: Trx, batch: readonly SubmittedAct[]): Promise<Work> {
    const ids = [...new Set(batch.map((one) => one.attemptId))];
    const tokens = [...new Set(batch.flatMap((one) => (one.tokenHash === null ? [] : [one.tokenHash])))];
    const operations = batch.flatMap((one) => (one.act.kind === "operations" ? one.act.request.operations : []));
    const starting = batch.filter((one) => one.act.kind === "start").map((one) => one.attemptId);
    const now = context.now();

    const registrations = await registrationsOfSignIns(trx, tokens, now);
    const places = await loadAttempts(trx, ids);
    const known = await knownOperations(trx, ids, operations.map((operation) => operation.opId));
    // A start tells the browser every response; otherwise only the touched questions are read.
    const positions = starting.length > 0 ? undefined : [...new Set(operations.map((operation) => operation.position))];
    const responses = await loadResponses(trx, ids, positions);
    const keys = await contentKeys(trx, starting, 1);
    const sittings = await findSittings(trx, [...new Set([...places.values()].map((place) => place.attempt.sittingId))]);
    const forms = new Map<string, FrozenForm>();
    for (const { attempt } of places.values()) forms.set(attempt.formId, await frozenForm(trx, context.forms, attempt.formId));

    const attempts = new Map<string, Loaded>();
    for (const [id, place] of places) {
      const record = { attempt: place.attempt, responses: responses.get(id) ?? new Map<string, StoredResponse>() };
      attempts.set(id, { ...place, record, events: [], known: known.get(id) ?? new Map<string, KnownOperation>() });
    }
    return new Work(context, attempts, registrations, sittings, forms, keys);
  }

  decide({ attemptId, tokenHash, arrivedAtMs, act }: SubmittedAct): Finish {
    const loaded = this.attempts.get(attemptId);
    if (tokenHash !== null) {
      const registration = this.registrations.get(tokenHash);
      if (registration === undefined) return () => ({ ok: false, reason: "sign-in-ended", clock: null });
      if (!loaded || loaded.attempt.registrationId !== registration) {
        return () => ({ ok: false, reason: "not-your-attempt", clock: null });
      }
    }
    if (!loaded) return () => ({ ok: false, reason: "not-your-attempt", clock: null });
    switch (act.kind) {
      case "operations":
        return this.operations(loaded, act.request, arrivedAtMs);
      case "rules": {
        const sitting = this.sittingOf(loaded);
        const decided = acceptRules(loaded.record.attempt, { version: act.version, currentVersion: rules.version }, sitting, arrivedAtMs);
        return decided.ok ? this.stored(loaded, decided.events) : this.refused(loaded, decided.reason);
      }
      case "take-over": {
        const { practice } = this.sittingOf(loaded);
        const decided = takeSeat(loaded.record.attempt, act.request, { practice, nowMs: arrivedAtMs });
        this.emit(loaded, decided.events);
        return decided.ok ? this.stored(loaded, []) : this.refused(loaded, decided.reason);
      }
      case "start":
        return this.start(loaded, act.request, arrivedAtMs);
      case "call":
        return this.stored(loaded, [{ kind: "called", payload: { call: act.call }, serverTimeMs: arrivedAtMs }]);
      case "time-out":
        return this.stored(loaded, timeOutWhenDue(loaded.record.attempt, arrivedAtMs));
    }
  }

  private operations(loaded: Loaded, request: OperationsRequest, arrivedAtMs: number): Finish {
    const form = this.forms.get(loaded.attempt.formId)!.frame;
    const decided = decideOperations(loaded.record, request, { arrivedAtMs, known: loaded.known, form });
    if (!decided.ok) return this.refused(loaded, decided.reason);
    loaded.record = decided.record;
    loaded.events.push(...decided.events);
    const { outcome } = decided;
    for (const opId of outcome.acknowledged) loaded.known.set(opId, { fate: "acknowledged" });
    for (const { opId, reason } of outcome.refused) loaded.known.set(opId, { fate: "refused", reason });
    for (const opId of outcome.late) loaded.known.set(opId, { fate: "late" });
    for (const opId of outcome.unclaimed) loaded.known.set(opId, { fate: "unclaimed" });
    const clock = this.clock(loaded);
    return (places) => {
      const place = places.get(loaded.attempt.id) ?? loaded;
      return { ok: true, kind: "operations", clock, outcome, chainHead: place.head, receipt: this.receipt(place) };
    };
  }

  private start(loaded: Loaded, request: StartRequest, arrivedAtMs: number): Finish {
    const { version, id: build } = this.context.build;
    this.emit(loaded, timeOutWhenDue(loaded.record.attempt, arrivedAtMs));
    const decided = startAttempt(loaded.record.attempt, { ...request, version, build }, this.sittingOf(loaded), arrivedAtMs);
    if (!decided.ok) return this.refused(loaded, decided.reason);
    this.emit(loaded, decided.events);
    const { attempt, responses } = loaded.record;
    const clock = this.clock(loaded);
    return (places) => ({
      ok: true,
      kind: "started",
      started: {
        ...clock,
        contentKey: this.keys.get(attempt.id) ?? "",
        order: this.forms.get(attempt.formId)!.items.map((item) => item.position),
        responses: [...responses.values()],
        position: attempt.visit.position,
        seen: attempt.seen,
        submittedAtMs: isClosed(attempt.state) ? attempt.closedAtMs : null,
        receipt: this.receipt(places.get(attempt.id) ?? loaded),
      },
    });
  }

  private stored(loaded: Loaded, events: readonly NewEvent[]): Finish {
    this.emit(loaded, events);
    const clock = this.clock(loaded);
    return () => ({ ok: true, kind: "clock", clock });
  }

  private refused(loaded: Loaded, reason: string): Finish {
    const clock = this.clock(loaded);
    return () => ({ ok: false, reason, clock });
  }

  private emit(loaded: Loaded, events: readonly NewEvent[]): void {
    for (const event of events) loaded.record = applyEvent(loaded.record, event);
    loaded.events.push(...events);
  }

  private clock({ record: { attempt } }: Loaded): Clock {
    return clockToldAt(attempt, this.context.now());
  }

  private sittingOf({ attempt }: Loaded): Sitting {
    return this.sittings.get(attempt.sittingId)!;
  }

  private receipt({ attempt, version, head }: LoadedAttempt): Receipt | null {
    if (!isClosed(attempt.state)) return null;
    const sitting = this.sittings.get(attempt.sittingId);
    return {
      chainHead: head,
      eventCount: version,
      closedAtMs: attempt.closedAtMs ?? 0,
      answered: attempt.answered,
      resultsExpectedOn: sitting?.resultsExpectedOn ?? null,
    };
  }

  appends() {
    return [...this.attempts.values()].map(({ version, head, record, events }) => ({ before: { version, head }, record, events }));
  }

  changed(places: ReadonlyMap<string, LoadedAttempt>): ChangedAttempt[] {
    return [...places].map(([id, place]) => ({ place, closed: this.attempts.get(id)!.events.some(({ kind }) => EVENTS[kind].closes) }));
  }
}
