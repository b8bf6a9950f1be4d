const FIRST_MS = 500;
const LONGEST_MS = 10_000;

/** Milliseconds to wait after `failures` failures in a row: 0.5 s doubled up to 10 s, of it 50 to 100 % by chance. */
export function backOffMs(failures: number, random: () => number): number {
  const full = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.max(0, failures - 1));
  return full * (0.5 + random() / 2);
}
