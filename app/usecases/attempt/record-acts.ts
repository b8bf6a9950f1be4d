import { decideCandidateAct, folded, type CandidateAct, type DecidedAct } from "#app/exam/attempt/decide-candidate-act.ts";
import { foldAttempt, isClosed } from "#app/exam/attempt/attempt.ts";
import { clockToldAt } from "#app/exam/attempt/clock.ts";
import { timeOutWhenDue } from "#app/exam/attempt/time-out.ts";
import { EVENTS } from "#app/exam/attempt/events.ts";
import { prepareAttempt } from "#app/exam/attempt/prepare-attempt.ts";
import type { OperationsOutcome } from "#app/exam/attempt/decide-operations.ts";
import { positionsOfPart } from "#app/exam/attempt/parts.ts";
import type { Receipt } from "#app/exam/attempt/protocol.ts";
import { receiptOf } from "#app/exam/attempt/receipt.ts";
import { decideStaffAct, isStaffAct, type StaffAct } from "#app/exam/proctoring/decide-staff-act.ts";
import rules from "#app/exam/text/rules.en.json" with { type: "json" };
import { appendEvents, closingEntries, type ClosingEntry } from "#db/attempts.ts";
import { transact, type Trx } from "#db/open.ts";
import type { Context } from "../context.ts";
import type { ActResult, ChangedAttempt, PrepareAct, SubmittedAct } from "./act.ts";
import { loadWork, type AttemptAtWork, type Work } from "./load-work.ts";

export type RecordContext = Pick<Context, "db" | "now" | "clock" | "forms" | "build">;
/** Another server may have written to an attempt first; a log that collides more often is broken, and others wait behind it. */
const MOST_COLLISIONS = 5;

export type BatchResult = { results: ActResult[]; changed: ChangedAttempt[] };

/**
 * Decides and stores acts of many attempts in one transaction: one read of what is known, decisions in memory, one
 * insert of events, one upsert of each projection, one commit. The answers may be given only when this resolves.
 * `alongsides` write elsewhere in the same transaction. Throws what the database throws; then nothing of the batch is stored.
 */
export async function recordActs(context: RecordContext, batch: readonly SubmittedAct[], alongsides: readonly ((trx: Trx) => Promise<void>)[] = []): Promise<BatchResult> {
  return transact(context.db, async (trx) => {
    const work = await loadWork(context, trx, batch);
    const decided = batch.map((submitted) => decide(context, work, submitted));
    const touched = [...work.attempts.values()].filter(({ events }) => events.length > 0);
    const appended = await appendEvents(trx, touched.map(({ version, head, record, events }) => ({ before: { version, head }, record, events })));
    for (const [index, { stored }] of decided.entries()) {
      const { attemptId = "", alongside } = batch[index] ?? {};
      if (stored) await alongside?.(trx, work.attempts.get(attemptId)!.record.attempt);
    }
    for (const alongside of alongsides) await alongside(trx);
    const closed = [...work.attempts.values()].filter(({ record }) => isClosed(record.attempt.state)).map(({ record }) => record.attempt.id);
    const heads: Heads = {
      closings: await closingEntries(trx, closed),
      chainHead: (id) => appended.get(id)?.head ?? work.attempts.get(id)?.head ?? "",
    };
    return {
      results: decided.map(({ answer }) => answer(heads)),
      changed: touched.map(({ record, events }) => ({ stored: appended.get(record.attempt.id)!, closed: events.some(({ kind }) => EVENTS[kind].closes) })),
    };
  }, { mostCollisions: MOST_COLLISIONS });
}

/** Where the logs stand after the batch. */
type Heads = { closings: ReadonlyMap<string, ClosingEntry>; chainHead(attemptId: string): string };
/** `stored`: the act is in the log now and was not before. */
type Decision = { stored: boolean; answer(heads: Heads): ActResult };

const refusal = (reason: string): Decision => ({ stored: false, answer: () => ({ ok: false, reason, clock: null }) });

function decide(context: RecordContext, work: Work, submitted: SubmittedAct): Decision {
  const { act, by, attemptId, actId, arrivedAtMs } = submitted;
  if (act.kind === "prepare") return prepare(context, work, submitted, act);
  const at = work.attempts.get(attemptId);
  if (isStaffAct(act)) {
    const member = by !== "server" && "personId" in by ? work.staff.get(by.personId) : undefined;
    if (!at || !member) return refusal("not-your-sitting");
    if (actId === undefined) return refusal("id-missing");
    return decideForStaff(context, work, at, act, { by: member.personId, actId, roles: member.roles, sittings: member.proctorOf, nowMs: arrivedAtMs });
  }
  if (by !== "server") {
    const registration = "tokenHash" in by ? work.registrationsOfTokens.get(by.tokenHash) : undefined;
    if (registration === undefined) return refusal("sign-in-ended");
    if (at?.attempt.registrationId !== registration) return refusal("not-your-attempt");
  }
  return at ? decideForCandidate(context, work, at, act, arrivedAtMs) : refusal("not-your-attempt");
}

type ActingStaff = { by: string; actId: string; roles: readonly string[]; sittings: readonly string[]; nowMs: number };

function decideForStaff(context: RecordContext, work: Work, at: AttemptAtWork, act: StaffAct, staff: ActingStaff): Decision {
  const { by, actId, roles, sittings, nowMs } = staff;
  const { sittingId } = at.attempt;
  const rights = { proctorsSitting: roles.includes("proctor") && sittings.includes(sittingId), isAdmin: roles.includes("admin"), isBoard: roles.includes("board") };
  const sitting = work.sittings.get(sittingId)!;
  if (context.clock.isSure()) take(at, folded(at.record, { ok: true, events: timeOutWhenDue(at.record.attempt, sitting, nowMs) }));
  const decided = folded(at.record, decideStaffAct(at.record.attempt, act, { by, actId, knownAs: at.knownActs.get(actId) ?? null, rights, sitting, nowMs }));
  take(at, decided);
  rememberAct(at, actId, decided);
  return clockOrRefusal(context, at, decided);
}

function decideForCandidate(context: RecordContext, work: Work, at: AttemptAtWork, act: CandidateAct, arrivedAtMs: number): Decision {
  const sitting = work.sittings.get(at.attempt.sittingId)!;
  const actId = act.kind === "call" || act.kind === "make-up" ? act.actId : undefined;
  const decided = decideCandidateAct(at.record, act, {
    arrivedAtMs,
    nothingIsLate: !context.clock.isSure(),
    sitting,
    form: work.forms.get(at.attempt.formId)!.frame,
    known: at.known,
    knownAs: actId === undefined ? null : (at.knownActs.get(actId) ?? null),
    rulesVersion: rules.version,
    build: context.build,
  });
  take(at, decided);
  if (actId !== undefined) rememberAct(at, actId, decided);
  if (!decided.ok || (act.kind !== "operations" && act.kind !== "start")) return clockOrRefusal(context, at, decided);
  const stored = decided.events.length > 0;
  const { attempt, responses } = at.record;
  const clock = clockToldAt(attempt, context.now());
  const receipt = ({ closings }: Heads): Receipt | null => receiptOf(attempt, closings.get(attempt.id) ?? null, sitting.resultsExpectedOn);
  if (decided.outcome !== null) {
    const { outcome } = decided;
    rememberOperations(at, outcome);
    return { stored, answer: (heads) => ({ ok: true, kind: "operations", clock, outcome, chainHead: heads.chainHead(attempt.id), receipt: receipt(heads) }) };
  }
  const started = {
    ...clock,
    contentKey: attempt.running === null ? "" : (work.contentKeys.get(attempt.id)?.get(attempt.part) ?? ""),
    order: attempt.running === null ? [] : positionsOfPart(attempt.parts, attempt.part),
    responses: [...responses.values()],
    position: attempt.visit.position,
    seen: attempt.seen,
    submittedAtMs: isClosed(attempt.state) ? attempt.closedAtMs : null,
  };
  return { stored, answer: (heads) => ({ ok: true, kind: "started", started: { ...started, receipt: receipt(heads) } }) };
}

/** The attempt of a registration: the one there is, or a new one whose first event is appended. */
function prepare(context: RecordContext, work: Work, { by, attemptId }: SubmittedAct, { registrationId, again }: PrepareAct): Decision {
  const registration = work.registrations.get(registrationId);
  const sitting = registration && work.sittings.get(registration.sittingId);
  const isTheirs = by === "server" || ("registrationId" in by && by.registrationId === registrationId);
  if (!registration || !sitting || registration.withdrawn || !isTheirs) return refusal("no-registration");
  const newest = work.attempts.get(work.newestOf.get(registrationId) ?? "");
  const { facts, items, parts } = work.forms.get(sitting.formId)!;
  const frozen = {
    sittingId: sitting.id,
    registrationId,
    formId: sitting.formId,
    formHash: facts.contentHash ?? "",
    questions: items.length,
    parts: parts.map(({ hash, content, limitSeconds, oneWay }) => ({ packageHash: hash, questions: content.items.length, limitMs: limitSeconds === null ? null : limitSeconds * 1_000, oneWay })),
    limitMs: facts.limitSeconds * 1_000,
    graceMs: sitting.graceSeconds * 1_000,
  };
  const event = prepareAttempt(newest?.record.attempt ?? null, { again, practice: sitting.practice }, frozen, context.now());
  if (event === null) return { stored: false, answer: () => ({ ok: true, kind: "prepared", attempt: newest!.record.attempt }) };
  const record = foldAttempt(attemptId, [event]);
  const { attempt } = record;
  work.attempts.set(attemptId, { attempt, version: 0, head: "", record, events: [event], known: new Map(), knownActs: new Map() });
  work.newestOf.set(registrationId, attemptId);
  return { stored: true, answer: () => ({ ok: true, kind: "prepared", attempt }) };
}

function take(at: AttemptAtWork, { record, events }: DecidedAct): void {
  at.record = record;
  at.events.push(...events);
}

/**
 * A later request of the same batch may hold the act again, or something else under its identifier. What follows from an
 * act, a hand-in from the end of a pause for example, is not of that identifier.
 */
function rememberAct({ known, knownActs }: AttemptAtWork, actId: string, { events }: DecidedAct): void {
  const kind = events.find(({ payload }) => "actId" in payload && payload.actId === actId)?.kind;
  if (kind === undefined) return;
  knownActs.set(actId, kind);
  known.set(actId, { fate: "refused", reason: "id-used" });
}

/** As `rememberAct`, for what became of the operations of a request. */
function rememberOperations({ known, knownActs }: AttemptAtWork, { acknowledged, refused, late, unclaimed, partClosed }: OperationsOutcome): void {
  for (const opId of [...acknowledged, ...refused.map(({ opId }) => opId), ...late, ...unclaimed, ...partClosed]) knownActs.set(opId, "operation");
  for (const opId of acknowledged) known.set(opId, { fate: "acknowledged" });
  for (const { opId, reason } of refused) known.set(opId, { fate: "refused", reason });
  for (const opId of late) known.set(opId, { fate: "late" });
  for (const opId of unclaimed) known.set(opId, { fate: "unclaimed" });
  for (const opId of partClosed) known.set(opId, { fate: "part-closed" });
}

function clockOrRefusal(context: RecordContext, { record }: AttemptAtWork, decided: DecidedAct): Decision {
  const clock = clockToldAt(record.attempt, context.now());
  if (!decided.ok) return { stored: false, answer: () => ({ ok: false, reason: decided.reason, clock }) };
  return { stored: decided.events.length > 0, answer: () => ({ ok: true, kind: "clock", clock }) };
}
