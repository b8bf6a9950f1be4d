import { refuse, type Refusal } from "#app/exam/refusal.ts";
import { attemptsOfRegistrations } from "#db/attempts.ts";
import { newestReissues } from "#db/code-reissues.ts";
import { findForm, type FormFacts } from "#db/forms.ts";
import { loadSettings } from "#db/settings.ts";
import { findSitting, listSittings, registrationsOfSitting, type Sitting } from "#db/sittings.ts";
import type { ActorContext } from "../context.ts";
import { undoOf } from "../give-new-code.ts";

export type OfficeSitting = { sitting: Sitting; formTitle: string; registrations: number };

export async function seeSittings({ db }: ActorContext): Promise<{ sittings: OfficeSitting[]; settings: Record<string, string | undefined> }> {
  const sittings: OfficeSitting[] = [];
  for (const sitting of await listSittings(db.read)) {
    const form = await findForm(db.read, sitting.formId);
    const registrations = await registrationsOfSitting(db.read, sitting.id);
    sittings.push({ sitting, formTitle: form?.title ?? "", registrations: registrations.length });
  }
  return { sittings, settings: await loadSettings(db.read) };
}

export type OfficeCandidate = { registrationId: string; candidateNumber: string; name: string; state: string | null; /** Number of the new code that can still be taken back, or null. */ undo: number | null };

export type OfficeSittingDetail = { sitting: Sitting; form: FormFacts; candidates: OfficeCandidate[] };

export async function seeSitting(
  { db, now }: ActorContext,
  sittingId: string,
): Promise<({ ok: true } & OfficeSittingDetail) | Refusal> {
  const sitting = await findSitting(db.read, sittingId);
  const form = sitting && (await findForm(db.read, sitting.formId));
  if (!sitting || !form) return refuse("unknown-sitting");
  const registrations = await registrationsOfSitting(db.read, sittingId);
  const loaded = await attemptsOfRegistrations(db.read, registrations.map(({ id }) => id));
  const states = new Map(loaded.map(({ attempt }) => [attempt.registrationId, attempt.state]));
  const reissues = await newestReissues(db.read, registrations.map(({ id }) => id));
  return {
    ok: true,
    sitting,
    form,
    candidates: registrations.map(({ id, candidateNumber, name }) => ({
      registrationId: id,
      candidateNumber,
      name,
      state: states.get(id) ?? null,
      undo: undoOf(reissues.get(id), now()),
    })),
  };
}
