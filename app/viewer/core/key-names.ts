/** What is needed of a KeyboardEvent to know which sign a person meant, whatever the layout of the keyboard. */
export type PressedKey = { key: string; code: string; shift: boolean };

/** The same with what else was held down. `altGraph` is the right Alt key with which many keyboards write a third sign. */
export type Key = PressedKey & { ctrl: boolean; alt: boolean; meta: boolean; altGraph: boolean };

type KeyPress = Pick<KeyboardEvent, "key" | "code" | "shiftKey" | "ctrlKey" | "altKey" | "metaKey" | "getModifierState">;

/** Linux reports AltGraph as none of the four usual modifiers; Windows reports it as Ctrl and Alt besides. */
export function keyOf(event: KeyPress): Key {
  const { key, code, shiftKey: shift, ctrlKey: ctrl, altKey: alt, metaKey: meta } = event;
  return { key, code, shift, ctrl, alt, meta, altGraph: event.getModifierState("AltGraph") };
}

/**
 * The letter a-z of a key. Where the keyboard writes Latin letters it is the letter printed on the key (AZERTY's A is A);
 * where it writes another script (Greek, Cyrillic) it is the Latin letter at the same place. Null for everything else.
 */
export function letterOf({ key, code }: Pick<PressedKey, "key" | "code">): string | null {
  if (/^[a-z]$/i.test(key)) return key.toLowerCase();
  if (!/^\p{L}$/u.test(key) || /^\p{Script=Latin}$/u.test(key)) return null;
  return /^Key([A-Z])$/.exec(code)?.[1]?.toLowerCase() ?? null;
}

/**
 * The digit 1-9 of a key, by its place: AZERTY's upper row gives digits without Shift, as everywhere else. With Shift
 * only a digit that is really written counts, because a Swiss keyboard has "+" above the 1.
 */
export function digitOf({ key, code, shift }: PressedKey): number | null {
  if (/^[1-9]$/.test(key)) return Number(key);
  const digit = /^Digit([1-9])$/.exec(code)?.[1];
  return digit === undefined || shift || [...key].length !== 1 ? null : Number(digit);
}
