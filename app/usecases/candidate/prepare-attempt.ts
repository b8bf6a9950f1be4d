import { foldAttempt, isClosed } from "#app/exam/attempt/attempt.ts";
import type { NewEvent } from "#app/exam/attempt/events.ts";
import { refuse, type Refusal } from "#app/exam/refusal.ts";
import { appendEvents, attemptsOfRegistrations, storeContentKey, type LoadedAttempt } from "#db/attempts.ts";
import { transact, type Connection } from "#db/open.ts";
import { findRegistration, findSitting } from "#db/sittings.ts";
import type { ActorContext } from "../context.ts";
import { frozenForm } from "../frozen-form.ts";

/**
 * The candidate's attempt for the registration they signed in with, made and frozen before the start: form, limit,
 * content key. The exam has one attempt for ever; a practice sitting gives a new one after the last was closed, when
 * `again` asks for it.
 */
export async function prepareAttempt(
  context: ActorContext,
  { again }: { again: boolean },
): Promise<{ ok: true; place: LoadedAttempt } | Refusal> {
  const { db, actor } = context;
  const registration = actor.registrationId === null ? null : await findRegistration(db.read, actor.registrationId);
  if (!registration || registration.withdrawn) return refuse("no-registration");
  const sitting = await findSitting(db.read, registration.sittingId);
  if (!sitting) return refuse("no-registration");
  const newest = async (connection: Connection) => (await attemptsOfRegistrations(connection, [registration.id])).at(-1);
  const mayRepeat = (found: LoadedAttempt) => again && sitting.practice && isClosed(found.attempt.state);
  const existing = await newest(db.read);
  if (existing && !mayRepeat(existing)) return { ok: true, place: existing };

  const form = await frozenForm(db.read, context.forms, sitting.formId);
  const id = context.newId();
  const contentKey = Buffer.from(context.randomBytes(32)).toString("base64");
  return transact(db, async (trx) => {
    // Two tabs asked at once: the attempt of the other request is the attempt.
    const before = await newest(trx);
    if (before && !mayRepeat(before)) return { ok: true, place: before } as const;
    const event: NewEvent = {
      kind: "prepared",
      serverTimeMs: context.now(),
      payload: {
        sittingId: sitting.id,
        registrationId: registration.id,
        formId: sitting.formId,
        formHash: form.facts.contentHash ?? "",
        number: (before?.attempt.number ?? 0) + 1,
        questions: form.items.length,
        limitMs: form.facts.limitSeconds * 1_000,
        graceMs: sitting.graceSeconds * 1_000,
      },
    };
    const record = foldAttempt(id, [event]);
    const places = await appendEvents(trx, [{ before: { version: 0, head: "" }, record, events: [event] }]);
    await storeContentKey(trx, id, 1, contentKey);
    return { ok: true, place: places.get(id)! } as const;
  });
}
