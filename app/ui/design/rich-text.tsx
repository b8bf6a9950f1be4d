import { Fragment, useMemo, type ReactNode } from "react";
import { parseRichText, type RichTextElement, type RichTextNode } from "#app/exam/item/rich-text.ts";
import words from "#app/ui/words/everywhere.en.json" with { type: "json" };
import { wordsOf } from "#app/exam/text/words.ts";
import style from "./rich-text.module.css";

type Ranges = readonly (readonly [number, number])[];
type Cursor = { at: number };

const say = wordsOf(words);
/** As React calls the attributes of exam/item/rich-text.ts. */
const NAMES: Readonly<Record<string, string>> = { colspan: "colSpan", rowspan: "rowSpan" };

/** An item's text with its highlighted parts, built element by element and never as raw markup. */
export function RichText({ html, ranges = [] }: { html: string; ranges?: Ranges }) {
  const nodes = useMemo(() => parseRichText(html), [html]);
  return <div className={style.text}>{shown(nodes, ranges, { at: 0 })}</div>;
}

function shown(nodes: readonly RichTextNode[], ranges: Ranges, cursor: Cursor): ReactNode[] {
  return nodes.map((node, index) => <Fragment key={index}>{typeof node === "string" ? marked(node, ranges, cursor) : element(node, ranges, cursor)}</Fragment>);
}

function element({ tag: Tag, attributes, children }: RichTextElement, ranges: Ranges, cursor: Cursor): ReactNode {
  const named = Object.fromEntries(Object.entries(attributes).map(([name, value]) => [NAMES[name] ?? name, value]));
  if (Tag === "br") return <br />;
  const whole = <Tag {...named}>{shown(children, ranges, cursor)}</Tag>;
  if (Tag !== "table") return whole;
  return (
    <div className={style.table} role="region" aria-label={say("table")} tabIndex={0}>
      {whole}
    </div>
  );
}

/** The text with its highlighted parts; offsets count the characters of the whole text from its beginning. */
function marked(text: string, ranges: Ranges, cursor: Cursor): ReactNode[] {
  const begin = cursor.at;
  cursor.at += text.length;
  const pieces: ReactNode[] = [];
  let done = 0;
  for (const [start, end] of ranges) {
    const from = Math.max(done, start - begin);
    const to = Math.min(text.length, end - begin);
    if (to <= from) continue;
    pieces.push(text.slice(done, from), <mark key={from}>{text.slice(from, to)}</mark>);
    done = to;
  }
  return [...pieces, text.slice(done)];
}
