/**
 * One text for one value: keys sorted by UTF-16 code unit, no white space, `undefined` members left out.
 * Hashes of the log and of frozen forms are taken over this text.
 * Throws `CanonicalFormError` for what JSON cannot hold (NaN, Infinity, functions).
 */
export function canonical(value: unknown): string {
  if (value === null || typeof value === "boolean" || typeof value === "string") return JSON.stringify(value);
  if (typeof value === "number") {
    if (!Number.isFinite(value)) throw new CanonicalFormError(`no canonical form for ${String(value)}`);
    return JSON.stringify(value);
  }
  if (Array.isArray(value)) return `[${value.map((member) => canonical(member ?? null)).join(",")}]`;
  if (typeof value === "object") {
    const members = Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, member]) => `${JSON.stringify(key)}:${canonical(member)}`);
    return `{${members.join(",")}}`;
  }
  throw new CanonicalFormError(`no canonical form for a ${typeof value}`);
}

export class CanonicalFormError extends Error {
  override name = "CanonicalFormError";
}
