import type { NewEvent } from "#app/exam/attempt/events.ts";
import { applyEvent, foldAttempt, type AttemptRecord } from "#app/exam/attempt/attempt.ts";
import type { PartTerms } from "#app/exam/attempt/parts.ts";
import type { ImagePanel } from "#app/exam/item/item.ts";
import { appendEvents, loadAttempt, loadResponses, storeContentKey } from "#db/attempts.ts";
import { insertForm, onePart, packageHashesOf } from "#db/forms.ts";
import { publish } from "#app/usecases/publish-form.ts";
import { insertItem } from "#db/items.ts";
import { transact, type Db } from "#db/open.ts";
import { insertPerson } from "#db/people.ts";
import { insertRegistration, insertSitting, type Sitting } from "#db/sittings.ts";
import { randomUUID } from "node:crypto";

export const NOW = 1_790_000_000_000;

export type Sample = { sittingId: string; formId: string; personId: string; registrationId: string; versionIds: string[] };

/**
 * A person registered for an open practice sitting (or as `change` says) with a form of `questions` items, option B being
 * right. `panels`: of the first item; their studies are stored before.
 */
export async function storeSample(db: Db, questions = 3, change: Partial<Sitting> = {}, panels: ImagePanel[] = []): Promise<Sample> {
  const sample: Sample = {
    sittingId: randomUUID(),
    formId: randomUUID(),
    personId: randomUUID(),
    registrationId: randomUUID(),
    versionIds: Array.from({ length: questions }, () => randomUUID()),
  };
  await transact(db, async (trx) => {
    await insertPerson(trx, { id: sample.personId, email: null, name: "Maja Lindqvist", passwordHash: null, roles: ["candidate"], nowMs: NOW });
    for (const [index, versionId] of sample.versionIds.entries()) {
      await insertItem(trx, {
        id: randomUUID(),
        versionId,
        sourceId: null,
        state: "accepted",
        content: {
          title: `Item ${index + 1}`,
          domain: index === 0 ? "physics" : "masses",
          level: 2,
          stem: "<p>A stem.</p>",
          leadIn: "<p>Which one?</p>",
          interaction: { kind: "single-best-answer", options: ["A", "B", "C", "D", "E"].map((id) => ({ id, text: id })) },
          panels: index === 0 ? panels : [],
          notice: null,
          rationale: "<p>Secret rationale.</p>",
          reference: "<p>Secret reference.</p>",
        },
        key: { correct: ["B"], tolerance: null },
        createdBy: null,
        nowMs: NOW,
      });
    }
    await insertForm(trx, { id: sample.formId, title: "Form", practice: true, limitSeconds: 1_800, passMark: 2, passMarkNote: "sample", parts: onePart(sample.versionIds), nowMs: NOW });
    await publish(trx, sample.formId, NOW);
    await insertSitting(trx, {
      id: sample.sittingId,
      title: "Practice",
      formId: sample.formId,
      practice: true,
      admits: "automatic",
      opensAtMs: 0,
      lastStartAtMs: null,
      graceSeconds: 30,
      timeZone: "Europe/Brussels",
      resultsExpectedOn: null,
      ...change,
      nowMs: NOW,
    });
    await insertRegistration(trx, {
      id: sample.registrationId,
      sittingId: sample.sittingId,
      personId: sample.personId,
      candidateNumber: candidateNumberOf(sample.registrationId),
      codeHmac: sample.registrationId,
      nowMs: NOW,
    });
  });
  return sample;
}

/** Never one that the office would count on from: digits of an id with an "e" among them are a number, and a very large one. */
export function candidateNumberOf(registrationId: string): string {
  return `PX${registrationId.slice(0, 8).toUpperCase()}`;
}

/** Another person registered for the sitting of a sample. */
export async function registerAnother(db: Db, sample: Sample): Promise<Sample & { candidateNumber: string }> {
  const [personId, registrationId] = [randomUUID(), randomUUID()];
  const candidateNumber = candidateNumberOf(registrationId);
  await transact(db, async (trx) => {
    await insertPerson(trx, { id: personId, email: null, name: "Another", passwordHash: null, roles: ["candidate"], nowMs: NOW });
    await insertRegistration(trx, { id: registrationId, sittingId: sample.sittingId, personId, candidateNumber, codeHmac: registrationId, nowMs: NOW });
  });
  return { ...sample, personId, registrationId, candidateNumber };
}

/** Makes an attempt of the sample that has been started (or came as far as `upTo`), with its log. */
export async function storeAttempt(db: Db, sample: Sample, startedAtMs = NOW, upTo: NewEvent["kind"] = "started", parts?: PartTerms[]): Promise<string> {
  const id = randomUUID();
  const onePart = async () => (await packageHashesOf(db.read, sample.formId)).map(({ named }) => ({ packageHash: named, questions: sample.versionIds.length, limitMs: null, oneWay: false }));
  const whole: NewEvent[] = [
    {
      kind: "prepared",
      serverTimeMs: startedAtMs - 3,
      payload: {
        sittingId: sample.sittingId,
        registrationId: sample.registrationId,
        formId: sample.formId,
        formHash: "hash",
        number: 1,
        questions: sample.versionIds.length,
        parts: parts ?? (await onePart()),
        limitMs: 1_800_000,
        graceMs: 30_000,
      },
    },
    { kind: "admitted", serverTimeMs: startedAtMs - 2, payload: { by: "sitting" } },
    { kind: "seat-taken", serverTimeMs: startedAtMs - 1, payload: { lease: 1, browserId: "browser-one", why: "first" } },
    { kind: "started", serverTimeMs: startedAtMs, payload: { lease: 1, version: "1", build: "b" } },
  ];
  const events = whole.slice(0, whole.findIndex(({ kind }) => kind === upTo) + 1);
  await transact(db, async (trx) => {
    await appendEvents(trx, [{ before: { version: 0, head: "" }, record: foldAttempt(id, events), events }]);
    await storeContentKey(trx, id, 1, Buffer.alloc(32, 7).toString("base64"));
  });
  return id;
}

/** Appends events to a stored attempt as a use case would. */
export async function append(db: Db, attemptId: string, events: NewEvent[]): Promise<void> {
  await transact(db, async (trx) => {
    const place = await loadAttempt(trx, attemptId);
    if (!place) throw new Error(`no attempt ${attemptId}`);
    const responses = (await loadResponses(trx, [attemptId])).get(attemptId) ?? new Map();
    let record: AttemptRecord = { attempt: place.attempt, responses };
    for (const event of events) record = applyEvent(record, event);
    await appendEvents(trx, [{ before: place, record, events }]);
  });
}

export function visited(seq: number, position: number): NewEvent {
  return {
    kind: "operation",
    serverTimeMs: NOW + seq,
    payload: { opId: randomUUID(), lease: 1, seq, position, operation: "visit", value: null, lastServerTimeMs: 0, elapsedMs: 0 },
  };
}

export function responded(seq: number, position: number, value: string[], text?: string): NewEvent {
  const kind = text === undefined ? "respond" : "note";
  return {
    kind: "operation",
    serverTimeMs: NOW + seq,
    payload: { opId: randomUUID(), lease: 1, seq, position, operation: kind, value: text === undefined ? value : null, lastServerTimeMs: 0, elapsedMs: 0, ...(kind === "respond" ? { answered: value.length > 0 } : {}) },
    ...(text === undefined ? {} : { text }),
  };
}
