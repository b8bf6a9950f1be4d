import { refuse, type Refusal } from "#app/exam/refusal.ts";
import { appendAudit } from "#db/audit.ts";
import { transact } from "#db/open.ts";
import { storeSetting, type SettingName } from "#db/settings.ts";
import type { ActorContext } from "../context.ts";

const CHANGEABLE: readonly SettingName[] = ["organisation", "telephone", "privacy-contact"];

/** Changes a setting of the organisation, for example the telephone on every exam screen. */
export async function changeSetting(
  { db, actor, now }: ActorContext,
  input: { name: string; value: string },
): Promise<{ ok: true } | Refusal> {
  const name = CHANGEABLE.find((changeable) => changeable === input.name);
  const value = input.value.trim();
  if (!name) return refuse("unknown-setting");
  if (value.length > 200) return refuse("setting-too-long");
  await transact(db, async (trx) => {
    await storeSetting(trx, name, value);
    await appendAudit(trx, { kind: "setting-changed", actorId: actor.personId, subjectId: null, payload: { name }, records: { setting: [name] }, nowMs: now() });
  });
  return { ok: true };
}
