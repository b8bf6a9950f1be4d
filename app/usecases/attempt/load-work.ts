import type { AttemptRecord } from "#app/exam/attempt/attempt.ts";
import type { EventKind, NewEvent } from "#app/exam/attempt/events.ts";
import type { KnownOperation } from "#app/exam/attempt/decide-operations.ts";
import type { StoredResponse } from "#app/exam/attempt/protocol.ts";
import { attemptsOfRegistrations, contentKeys, knownActs, knownOperations, loadAttempts, loadResponses, type LoadedAttempt } from "#db/attempts.ts";
import type { Trx } from "#db/open.ts";
import { staffRights, type StaffMember } from "#db/people.ts";
import { registrationsOfSignIns } from "#db/sign-ins.ts";
import { findRegistrations, findSittings, type Registration, type Sitting } from "#db/sittings.ts";
import type { Context } from "../context.ts";
import { frozenForm, type FrozenForm } from "../read-frozen-form.ts";
import type { SubmittedAct } from "./act.ts";

/** An attempt while a batch is decided: its place in the log before, its record and events after the acts so far. */
export type AttemptAtWork = LoadedAttempt & {
  record: AttemptRecord;
  events: NewEvent[];
  known: Map<string, KnownOperation>;
  /** The event that the log holds under an identifier. */
  knownActs: Map<string, EventKind>;
};

/** Everything a batch of acts can need, read in its transaction with one statement for each kind of thing. */
export type Work = {
  attempts: Map<string, AttemptAtWork>;
  /** The registration behind a candidate's sign-in that is valid now, by token hash. */
  registrationsOfTokens: ReadonlyMap<string, string>;
  /** Registrations whose attempt is asked for, with their newest attempt by then. */
  registrations: ReadonlyMap<string, Registration>;
  newestOf: Map<string, string>;
  staff: ReadonlyMap<string, StaffMember>;
  sittings: ReadonlyMap<string, Sitting>;
  forms: ReadonlyMap<string, FrozenForm>;
  /** Content keys of the attempts that start, by attempt and part. */
  contentKeys: ReadonlyMap<string, ReadonlyMap<number, string>>;
};

/** Reads what the acts of a batch need to be decided. */
export async function loadWork(context: Pick<Context, "forms" | "now">, trx: Trx, batch: readonly SubmittedAct[]): Promise<Work> {
  const tokens = new Set<string>();
  const persons = new Set<string>();
  const asking = new Set<string>();
  const starting = new Set<string>();
  const opIds: string[] = [];
  const actIds: string[] = [];
  const positions = new Set<number>();
  for (const { by, act, attemptId, actId } of batch) {
    if (by !== "server" && "tokenHash" in by) tokens.add(by.tokenHash);
    if (by !== "server" && "personId" in by) persons.add(by.personId);
    if (act.kind === "prepare") asking.add(act.registrationId);
    if (act.kind === "start") starting.add(attemptId);
    if ((act.kind === "call" || act.kind === "make-up") && act.actId !== undefined) actIds.push(act.actId);
    if (actId !== undefined) actIds.push(actId);
    if (act.kind !== "operations") continue;
    for (const { opId, position } of act.request.operations) {
      opIds.push(opId);
      positions.add(position);
    }
  }

  const registrationsOfTokens = await registrationsOfSignIns(trx, [...tokens], context.now());
  const staff = await staffRights(trx, [...persons]);
  const registrations = await findRegistrations(trx, [...asking]);
  const ofRegistrations = await attemptsOfRegistrations(trx, [...asking]);
  const loaded = await loadAttempts(trx, [...new Set(batch.map(({ attemptId }) => attemptId))]);
  const newestOf = new Map<string, string>();
  for (const found of ofRegistrations) {
    loaded.set(found.attempt.id, found);
    newestOf.set(found.attempt.registrationId, found.attempt.id);
  }
  const ids = [...loaded.keys()];
  const known = await knownOperations(trx, ids, opIds);
  const acts = await knownActs(trx, ids, actIds);
  // A start tells the browser every response; otherwise only the touched questions are read.
  const responses = await loadResponses(trx, ids, starting.size > 0 ? undefined : [...positions]);
  const keys = await contentKeys(trx, [...starting]);
  const sittingIds = [...[...loaded.values()].map(({ attempt }) => attempt.sittingId), ...[...registrations.values()].map(({ sittingId }) => sittingId)];
  const sittings = await findSittings(trx, [...new Set(sittingIds)]);
  const formIds = [...[...loaded.values()].map(({ attempt }) => attempt.formId), ...(asking.size > 0 ? [...sittings.values()].map(({ formId }) => formId) : [])];
  const forms = new Map<string, FrozenForm>();
  for (const formId of new Set(formIds)) forms.set(formId, await frozenForm(trx, context.forms, formId));

  const attempts = new Map<string, AttemptAtWork>();
  for (const [id, found] of loaded) {
    const record = { attempt: found.attempt, responses: responses.get(id) ?? new Map<string, StoredResponse>() };
    attempts.set(id, { ...found, record, events: [], known: known.get(id) ?? new Map(), knownActs: acts.get(id) ?? new Map() });
  }
  return { attempts, registrationsOfTokens, registrations, newestOf, staff, sittings, forms, contentKeys: keys };
}
