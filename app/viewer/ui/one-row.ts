/**
 * Keeps a row on one line: what has no room in it stands in the first places of `spare`, in the order of `parts`, and
 * comes back to its own place when there is room. Gives the function that looks again after the row has changed.
 */
export function keepInOneRow(row: HTMLElement, spare: HTMLElement, parts: readonly HTMLElement[]): () => void {
  const document = row.ownerDocument;
  // Where each part stands while there is room for it.
  const places = parts.map((part) => {
    const marker = document.createComment("");
    part.before(marker);
    return marker;
  });
  const put = (moved: number) => {
    for (const [index, part] of parts.entries()) if (index >= moved && part.parentElement === spare) places[index]?.after(part);
    const outside = parts.slice(0, moved);
    if (outside.some((part, index) => spare.children[index] !== part)) spare.prepend(...outside);
  };
  const fits = () => {
    const { right } = row.getBoundingClientRect();
    const inner = right - Number.parseFloat(getComputedStyle(row).paddingRight);
    return [...row.children].every((child) => child === spare || child.getBoundingClientRect().right <= inner + 0.5);
  };
  let known = "";
  const fit = () => {
    const width = row.clientWidth;
    const now = [width, ...parts.map(({ hidden, children }) => `${hidden} ${[...children].filter((child) => !(child instanceof HTMLElement && child.hidden)).length}`)].join();
    if (width === 0 || now === known) return;
    known = now;
    const focused = document.activeElement;
    let moved = 0;
    put(moved);
    while (moved < parts.length && !fits()) put((moved += 1));
    // Whoever moves in the document loses the keys.
    if (focused instanceof HTMLElement && focused !== document.activeElement && row.contains(focused)) focused.focus({ preventScroll: true });
  };
  new ResizeObserver(fit).observe(row);
  return fit;
}
