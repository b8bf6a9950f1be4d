import english from "./words.json";

/** Every word the viewer shows or speaks. Other languages have the same shape; `{name}` is filled in. */
export type Words = typeof english;

export const ENGLISH: Words = english;

/** Fills in the `{names}` of a text. */
export function fill(text: string, values: Record<string, string | number>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}
