import { refuse, type Refusal } from "#app/exam/refusal.ts";
import { loadAttempt, type LoadedAttempt } from "#db/attempts.ts";
import { registrationsOfSignIns } from "#db/sign-ins.ts";
import { findRegistration, findSitting, type Registration, type Sitting } from "#db/sittings.ts";
import type { ActorContext, Context } from "./context.ts";

/** The attempt of the candidate whose browser asks; anybody else's is refused as if it did not exist. */
export async function attemptOfSignIn(
  { db, now }: Pick<Context, "db" | "now">,
  { attemptId, tokenHash }: { attemptId: string; tokenHash: string },
): Promise<{ ok: true; loaded: LoadedAttempt } | Refusal> {
  const registrationId = (await registrationsOfSignIns(db.read, [tokenHash], now())).get(tokenHash);
  if (registrationId === undefined) return refuse("sign-in-ended");
  const loaded = await loadAttempt(db.read, attemptId);
  return loaded?.attempt.registrationId === registrationId ? { ok: true, loaded } : refuse("not-your-attempt");
}

export type OwnAttempt = { ok: true; loaded: LoadedAttempt; registration: Registration; sitting: Sitting };

/**
 * An attempt of the person who asks, with its registration and sitting: of the registration they signed in with, or,
 * for what stays theirs, of any of their registrations. Anybody else's is refused as if it did not exist.
 */
export async function attemptOfActor({ db, actor }: Pick<ActorContext, "db" | "actor">, attemptId: string, of: "registration" | "person"): Promise<OwnAttempt | Refusal> {
  const loaded = await loadAttempt(db.read, attemptId);
  const registration = loaded ? await findRegistration(db.read, loaded.attempt.registrationId) : null;
  const isTheirs = of === "person" ? registration?.personId === actor.personId : registration?.id === actor.registrationId;
  if (!loaded || !registration || !isTheirs) return refuse("not-your-attempt");
  const sitting = await findSitting(db.read, loaded.attempt.sittingId);
  return sitting ? { ok: true, loaded, registration, sitting } : refuse("not-your-attempt");
}
