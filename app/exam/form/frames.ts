export type FrameFile = { hash: string; bytes: number };

/**
 * The frames of a form, each once, in the order in which its questions need them, and which of them each question needs.
 * A frame's index is its place + 1. Questions without images are left out: nothing of them has to be fetched.
 */
export function framesInFormOrder(questions: readonly (readonly FrameFile[])[]): { frames: FrameFile[]; questionFrames: number[][] } {
  const indexes = new Map<string, number>();
  const frames: FrameFile[] = [];
  const questionFrames: number[][] = [];
  for (const question of questions) {
    const own = new Set<number>();
    for (const { hash, bytes } of question) {
      const index = indexes.get(hash) ?? frames.push({ hash, bytes });
      indexes.set(hash, index);
      own.add(index);
    }
    if (own.size > 0) questionFrames.push([...own]);
  }
  return { frames, questionFrames };
}
