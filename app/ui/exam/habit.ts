/** Small habits that this browser keeps from one exam to the next: a width, a switch. Never anything of the exam itself. */

/** What was kept under this name, or null; null also where the browser keeps nothing. */
export function habit(name: string): string | null {
  try {
    return localStorage.getItem(`cmr-exam-${name}`);
  } catch {
    return null;
  }
}

/** Keeps a habit. A browser without this memory only forgets it. */
export function keepHabit(name: string, value: string): void {
  try {
    localStorage.setItem(`cmr-exam-${name}`, value);
  } catch {
    // Nothing of the exam depends on it.
  }
}
