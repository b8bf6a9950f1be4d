/**
 * A decision that says no. Refusals are values; `reason` is a kebab-case key of the catalogue text/refusals.en.json,
 * `values` fill the places in its sentence.
 */
export type Refusal = { ok: false; reason: string; detail?: string; values?: Readonly<Record<string, string>> };

export function refuse(reason: string, detail?: string): Refusal {
  return detail === undefined ? { ok: false, reason } : { ok: false, reason, detail };
}

/** A refusal whose sentence names things: `{name}` in the catalogue becomes `values.name`. */
export function refuseNaming(reason: string, values: Readonly<Record<string, string>>): Refusal {
  return { ok: false, reason, values };
}
