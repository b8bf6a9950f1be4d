/** A decision that says no. Refusals are values; `reason` is a kebab-case key of the catalogue text/refusals.en.json. */
export type Refusal = { ok: false; reason: string; detail?: string };

export function refuse(reason: string, detail?: string): Refusal {
  return detail === undefined ? { ok: false, reason } : { ok: false, reason, detail };
}
