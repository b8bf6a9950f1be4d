import { foldAttempt, isClosed } from "#app/exam/attempt/attempt.ts";
import type { NewEvent } from "#app/exam/attempt/events.ts";
import { refuse, type Refusal } from "#app/exam/refusal.ts";
import { appendEvents, attemptsOfRegistrations, storeContentKey, type LoadedAttempt } from "#db/attempts.ts";
import { isUniqueViolation, transact } from "#db/open.ts";
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
  const existing = (await attemptsOfRegistrations(db.read, [registration.id])).at(-1);
  const mayRepeat = again && sitting.practice && existing !== undefined && isClosed(existing.attempt.state);
  if (existing && !mayRepeat) return { ok: true, place: existing };

  const form = await frozenForm(context, sitting.formId);
  const id = context.newId();
  const event: NewEvent = {
    kind: "prepared",
    serverTimeMs: context.now(),
    payload: {
      sittingId: sitting.id,
      registrationId: registration.id,
      formId: sitting.formId,
      formHash: form.facts.contentHash ?? "",
      number: (existing?.attempt.number ?? 0) + 1,
      questions: form.items.length,
      limitMs: form.facts.limitSeconds * 1_000,
      graceMs: sitting.graceSeconds * 1_000,
    },
  };
  const contentKey = Buffer.from(context.randomBytes(32)).toString("base64");
  try {
    return await transact(db, async (trx) => {
      const record = foldAttempt(id, [event]);
      const places = await appendEvents(trx, [{ before: { version: 0, head: "" }, record, events: [event] }]);
      await storeContentKey(trx, id, 1, contentKey);
      return { ok: true, place: places.get(id)! } as const;
    });
  } catch (error) {
    // Two tabs asked at once: the attempt of the other request is the attempt.
    if (!isUniqueViolation(error)) throw error;
    const place = (await attemptsOfRegistrations(db.read, [registration.id])).at(-1);
    return place ? { ok: true, place } : refuse("no-registration");
  }
}
