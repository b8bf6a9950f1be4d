/** What of the browser is needed to keep the screen awake. */
export type AwakePage = {
  isVisible(): boolean;
  /** Null where the browser refuses. */
  request(): Promise<{ released: boolean; release(): Promise<void> } | null>;
  /** The browser takes the lock back with every change of the tab. */
  onVisibility(listener: () => void): () => void;
};

/** Keeps the screen awake until the answer is called: one lock at a time, and none is left behind. */
export function keepAwake(page: AwakePage): () => void {
  let lock: Awaited<ReturnType<AwakePage["request"]>> = null;
  let asking = false;
  let ended = false;

  async function ask(): Promise<void> {
    const held = lock !== null && !lock.released;
    if (ended || asking || held || !page.isVisible()) return;
    asking = true;
    const given = await page.request();
    asking = false;
    if (ended) return given?.release();
    lock = given;
    // Hidden and shown again while it was asked for: what was given may be taken back already.
    if (lock?.released) await ask();
  }

  void ask();
  const off = page.onVisibility(() => void ask());
  return () => {
    ended = true;
    off();
    void lock?.release();
  };
}
