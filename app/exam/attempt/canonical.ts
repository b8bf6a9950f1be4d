/**
 * One text for one value: the JSON Canonicalization Scheme of RFC 8785. Keys are sorted by UTF-16 code unit, there is
 * no white space, numbers and escapes are those of ECMAScript. Hashes of the log and of frozen forms are taken over
 * this text, so that anybody can check them with a library of that standard.
 *
 * Throws `CanonicalFormError` for what JSON cannot hold (NaN, Infinity, functions).
 *
 * It differs in two places. Members that are `undefined` are left out and stand as `null` in a list, as JSON.stringify
 * has it: the standard begins with JSON, where there are none. Half of a surrogate pair is written as its escape
 * (`\ud83d`), where the standard wants an error (section 3.2.2.2): a candidate's text may hold one, logs keep such a
 * text, and an answer is not refused for it.
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
