/**
 * What no text of a person needs and much is harmed by: NUL and other control characters but tab and new line (a
 * database may refuse them), halves of a character (no bytes can hold them), and what turns the direction of writing
 * around, so that a text reads other than it is.
 */
const UNWANTED = /(?![\t\n\r])\p{Control}|[\u202a-\u202e\u2066-\u2069]/gu;
const HALF = /\p{Surrogate}/gu;
const MOST_OF_A_NAME = 200;

/** The text without them; half a character becomes the replacement character. What is clean stays the very same text. */
export function cleanText(text: string): string {
  return text.replace(HALF, "\ufffd").replace(UNWANTED, "");
}

/** Why a text is no name of a person: `name-needed` (empty or too long), `name-malformed` (no letter, or what no name holds); null where it is one. */
export function faultInName(name: string): "name-needed" | "name-malformed" | null {
  if (name.trim() === "" || name.length > MOST_OF_A_NAME) return "name-needed";
  const isPlain = cleanText(name) === name && !/[\t\n\r<>]/.test(name) && /\p{Letter}/u.test(name);
  return isPlain ? null : "name-malformed";
}
