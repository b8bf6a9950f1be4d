import { Fragment, useMemo, type ReactNode } from "react";
import style from "./rich-text.module.css";
import { say } from "./words.ts";

type Ranges = readonly (readonly [number, number])[];

/** What an item's text may contain; every other element shows its content only, every attribute is left out. */
const ALLOWED = new Set(["p", "br", "em", "strong", "i", "b", "sub", "sup", "ul", "ol", "li", "table", "thead", "tbody", "tr", "th", "td", "caption", "span", "div", "blockquote", "dl", "dt", "dd"]);
const VOID = new Set(["br"]);

type Place = { at: number };

function nodesOf(parent: Node, ranges: Ranges, place: Place): ReactNode[] {
  return [...parent.childNodes].map((node, index) => {
    if (node.nodeType === Node.TEXT_NODE) return <Fragment key={index}>{marked(node.textContent ?? "", ranges, place)}</Fragment>;
    if (!(node.nodeType === Node.ELEMENT_NODE)) return null;
    const Name = node.nodeName.toLowerCase() as "span";
    if (VOID.has(Name)) return <Name key={index} />;
    const children = nodesOf(node, ranges, place);
    if (Name === ("table" as string)) {
      return (
        <div key={index} className={style.table} role="region" aria-label={say("table")} tabIndex={0}>
          <table>{children}</table>
        </div>
      );
    }
    return ALLOWED.has(Name) ? <Name key={index}>{children}</Name> : <Fragment key={index}>{children}</Fragment>;
  });
}

/** The text with its highlighted parts; offsets count the characters of the whole text from its beginning. */
function marked(text: string, ranges: Ranges, place: Place): ReactNode[] {
  const begin = place.at;
  place.at += text.length;
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

/** The plain text of a rich text, in the same characters that highlights count. */
export function plainText(html: string): string {
  return new DOMParser().parseFromString(html, "text/html").body.textContent ?? "";
}

/** An item's text, built element by element and never as raw HTML. In the browser only. */
export function RichTextView({ html, ranges = [] }: { html: string; ranges?: Ranges }) {
  const body = useMemo(() => new DOMParser().parseFromString(html, "text/html").body, [html]);
  return <div className={style.text}>{nodesOf(body, ranges, { at: 0 })}</div>;
}
