import { forwardRef, useEffect, useImperativeHandle, useRef, useState } from "react";
import { say } from "./say.ts";
import style from "./exam.module.css";

type Range = readonly [number, number];

/** Joins ranges that touch, so that a text is marked once. */
export function joinRanges(ranges: readonly Range[]): Range[] {
  const joined: [number, number][] = [];
  for (const [start, end] of [...ranges].sort((a, b) => a[0] - b[0])) {
    const last = joined.at(-1);
    if (last && start <= last[1]) last[1] = Math.max(last[1], end);
    else joined.push([start, end]);
  }
  return joined;
}

function offsetIn(root: Node, node: Node, offset: number): number {
  const range = document.createRange();
  range.setStart(root, 0);
  range.setEnd(node, offset);
  return range.toString().length;
}

/** Marks character ranges of the text by wrapping them; the fragment itself stays as it is. */
function mark(root: HTMLElement, ranges: readonly Range[]): void {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const texts: { node: Text; start: number }[] = [];
  let length = 0;
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    texts.push({ node: node as Text, start: length });
    length += node.textContent?.length ?? 0;
  }
  for (const { node, start } of texts.reverse()) {
    for (const [from, to] of [...ranges].reverse()) {
      const begin = Math.max(0, from - start);
      const end = Math.min(node.length, to - start);
      if (begin >= end) continue;
      const range = document.createRange();
      range.setStart(node, begin);
      range.setEnd(node, end);
      range.surroundContents(document.createElement("mark"));
    }
  }
}

type Props = { html: string; ranges: readonly Range[]; onChange(ranges: Range[]): void };

/** The stem with its highlights; a selection in it offers to highlight, by mouse and keyboard alike. */
export const HighlightedText = forwardRef<HTMLDivElement, Props>(function HighlightedText({ html, ranges, onChange }, given) {
  const root = useRef<HTMLDivElement>(null);
  const [selected, setSelected] = useState<Range | null>(null);
  useImperativeHandle(given, () => root.current!);

  useEffect(() => {
    if (root.current === null) return;
    root.current.innerHTML = html;
    mark(root.current, ranges);
  }, [html, ranges]);

  useEffect(() => {
    function onSelection(): void {
      const selection = document.getSelection();
      const range = selection?.rangeCount ? selection.getRangeAt(0) : null;
      if (!range || range.collapsed || !root.current?.contains(range.commonAncestorContainer)) return setSelected(null);
      setSelected([offsetIn(root.current, range.startContainer, range.startOffset), offsetIn(root.current, range.endContainer, range.endOffset)]);
    }
    document.addEventListener("selectionchange", onSelection);
    return () => document.removeEventListener("selectionchange", onSelection);
  }, []);

  return (
    <div className={style.stem}>
      <div ref={root} />
      <div className={style.stemTools}>
        <button type="button" className={style.plain} disabled={selected === null} onClick={() => selected && onChange(joinRanges([...ranges, selected]))}>
          {say("highlight")}
        </button>
        {ranges.length > 0 && (
          <button type="button" className={style.plain} onClick={() => onChange([])}>
            {say("highlight-clear")}
          </button>
        )}
      </div>
    </div>
  );
});
