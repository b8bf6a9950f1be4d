/** What went wrong with the images of one question: at most one of each kind for each panel. Panels and frames count from 0. */
export type ImageTrouble =
  /** Frames that were wanted on the screen and did not come for ten seconds: the longest wait and its frame, and how many waited. */
  | { kind: "wait"; panel: number; frame: number; ms: number; frames: number }
  /** Frames that could not be loaded at all: the first of them, and how many. */
  | { kind: "missing"; panel: number; frame: number; frames: number }
  /** Pictures of a cine whose time came, and those that reached the screen. */
  | { kind: "dropped"; panel: number; due: number; shown: number };

export const MAX_IMAGE_TROUBLES = 20;
const MAX_NUMBER = 999_999_999;

const n = "(0|[1-9][0-9]{0,8})";
const FORMS = [`wait panel ${n} frame ${n} ms ${n} frames ${n}`, `missing panel ${n} frame ${n} frames ${n}`, `dropped panel ${n} due ${n} shown ${n}`];
const TEXT = new RegExp(`^(${FORMS.join("|")})$`);

/** One line of the operation `image-trouble`: words and whole numbers, nothing anybody could write. */
export function textOfTrouble(trouble: ImageTrouble): string {
  const { kind, ...numbers } = trouble;
  const whole = (value: number) => Math.min(MAX_NUMBER, Math.max(0, Math.round(value)));
  return [kind, ...Object.entries(numbers).map(([name, value]) => `${name} ${whole(value)}`)].join(" ");
}

/** Whether a value is a list of such lines and nothing else: the log holds no free text. */
export function isTroubleList(value: unknown): boolean {
  if (!Array.isArray(value) || value.length === 0 || value.length > MAX_IMAGE_TROUBLES) return false;
  return value.every((line) => typeof line === "string" && TEXT.test(line));
}
