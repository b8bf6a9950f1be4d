/** What a key means on the exam screen. */
export type KeyAct = { kind: "choose"; index: number } | { kind: "flag" } | { kind: "next" } | { kind: "back" } | { kind: "keys" } | { kind: "call" };

export type PressedKey = { key: string; alt: boolean; ctrl: boolean; meta: boolean };

const LETTERS = "abcde";

/**
 * The act of a key, or null. Single keys act only where no text is written and the images do not have the focus, and
 * only while they are switched on (WCAG 2.1.4); F2 always does, Alt with an arrow everywhere but in a text.
 */
export function actOfKey(
  { key, alt, ctrl, meta }: PressedKey,
  { singleKeys, inText, inImages, options }: { singleKeys: boolean; inText: boolean; inImages: boolean; options: number },
): KeyAct | null {
  if (ctrl || meta) return null;
  if (key === "F2") return { kind: "call" };
  if (alt) {
    // There the same keys jump from word to word.
    if (inText) return null;
    if (key === "ArrowRight") return { kind: "next" };
    return key === "ArrowLeft" ? { kind: "back" } : null;
  }
  if (!singleKeys || inText || inImages) return null;
  const name = key.toLowerCase();
  if (name === "f") return { kind: "flag" };
  if (name === "n") return { kind: "next" };
  if (name === "p") return { kind: "back" };
  if (name === "?") return { kind: "keys" };
  const index = name.length === 1 ? (LETTERS.includes(name) ? LETTERS.indexOf(name) : Number(name) - 1) : Number.NaN;
  return Number.isInteger(index) && index >= 0 && index < options ? { kind: "choose", index } : null;
}

/** Whether keys typed here write text. */
export function isTextField(target: EventTarget | null): boolean {
  if (!(target instanceof Object) || !("nodeName" in target)) return false;
  const element = target as HTMLElement;
  if (element.isContentEditable) return true;
  if (element.nodeName === "INPUT") return !["radio", "checkbox", "button", "submit", "range"].includes((element as HTMLInputElement).type);
  return ["TEXTAREA", "SELECT"].includes(element.nodeName);
}
