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

/** The named options with their letters, in the order of the screen. */
export function describeOptions(options: readonly Option[], ids: readonly string[]): { letter: string; text: string }[] {
  return options.flatMap(({ id, text }, index) => (ids.includes(id) ? [{ letter: letterOf(index), text }] : []));
}
