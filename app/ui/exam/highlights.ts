export type Ranges = readonly (readonly [number, number])[];

/** Ranges in order, those that touch or overlap joined. */
export function joinRanges(ranges: Ranges): [number, number][] {
  const joined: [number, number][] = [];
  for (const [start, end] of [...ranges].sort((a, b) => a[0] - b[0])) {
    const last = joined.at(-1);
    if (end <= start) continue;
    if (last !== undefined && start <= last[1]) last[1] = Math.max(last[1], end);
    else joined.push([start, end]);
  }
  return joined;
}

/** The ranges without the characters from `start` to `end`. */
export function withoutRange(ranges: Ranges, [start, end]: readonly [number, number]): [number, number][] {
  const parts = ranges.flatMap(([from, to]): [number, number][] => [
    [from, Math.min(to, start)],
    [Math.max(from, end), to],
  ]);
  return joinRanges(parts);
}

export function covers(ranges: Ranges, [start, end]: readonly [number, number]): boolean {
  return ranges.some(([from, to]) => from <= start && to >= end);
}

/** Sentences of a text as character ranges without the space around them; for highlighting without a mouse. */
export function sentencesOf(text: string): [number, number][] {
  const sentences: [number, number][] = [];
  for (const match of text.matchAll(/[^.!?]+(?:[.!?](?!\s|$)[^.!?]*)*[.!?]*/g)) {
    const whole = match[0];
    const start = match.index + (whole.length - whole.trimStart().length);
    const end = match.index + whole.trimEnd().length;
    if (end > start) sentences.push([start, end]);
  }
  return sentences;
}

/** The characters of `place` that are selected now, counted from its beginning; null when none are. */
export function selectedRange(text: HTMLElement): [number, number] | null {
  const selection = text.ownerDocument.getSelection();
  if (selection === null || selection.rangeCount === 0 || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  if (!text.contains(range.startContainer) || !text.contains(range.endContainer)) return null;
  const before = text.ownerDocument.createRange();
  before.selectNodeContents(text);
  before.setEnd(range.startContainer, range.startOffset);
  const start = before.toString().length;
  return [start, start + range.toString().length];
}
