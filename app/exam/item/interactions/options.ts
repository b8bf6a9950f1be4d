import type { Option, Response } from "../item.ts";

/** The letter a candidate reads before an option: A for the first. It is display only; options are known by their identifier. */
export function letterOf(index: number): string {
  return String.fromCharCode(65 + index);
}

/** A value as a list of different options, or null when it is none. */
export function distinctOptions(options: readonly Option[], value: unknown): Response | null {
  if (!Array.isArray(value) || new Set<unknown>(value).size !== value.length) return null;
  return value.every((chosen) => options.some(({ id }) => id === chosen)) ? (value as string[]) : null;
}

/** The letters of the named options, in the order of the screen: "A, C". */
export function lettersOf(options: readonly Option[], ids: readonly string[]): string {
  return options.flatMap(({ id }, index) => (ids.includes(id) ? [letterOf(index)] : [])).join(", ");
}
