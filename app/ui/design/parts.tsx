import { useEffect, useRef, type InputHTMLAttributes, type ReactNode } from "react";
import sentences from "#app/exam/text/four-sentences.en.json" with { type: "json" };
import words from "#app/ui/words/site.en.json" with { type: "json" };
import { wordsOf } from "#app/exam/text/words.ts";
import style from "./parts.module.css";

const say = wordsOf(words);

/** The heading of a page. One that brings what was waited for takes the focus, so that a reader of the screen begins there. */
export function Title({ children, lead, takesFocus = false }: { children: ReactNode; lead?: ReactNode; takesFocus?: boolean }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (takesFocus) heading.current?.focus({ preventScroll: true });
  }, [takesFocus]);
  return (
    <>
      <h1 ref={heading} tabIndex={takesFocus ? -1 : undefined} className={style.title}>
        {children}
      </h1>
      {lead !== undefined && <p className={style.lead}>{lead}</p>}
    </>
  );
}

export function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className={style.section}>
      <h2>{title}</h2>
      {children}
    </section>
  );
}

export function Card({ children }: { children: ReactNode }) {
  return <div className={style.card}>{children}</div>;
}

type NoticeKind = "plain" | "good" | "attention" | "danger";
const NOTICE_MARKS: Record<NoticeKind, string> = { plain: "", good: "✓ ", attention: "! ", danger: "✕ " };

/**
 * A box that says something about the page; its kind is told by a mark and words, not by colour alone. One that tells
 * what became of an act takes the focus, so that nobody has to look for it.
 */
export function Notice({ kind = "plain", title, takesFocus = false, children }: { kind?: NoticeKind; title?: string; takesFocus?: boolean; children?: ReactNode }) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (takesFocus) box.current?.focus();
  }, [takesFocus]);
  return (
    <div
      ref={box}
      tabIndex={takesFocus ? -1 : undefined}
      className={`${style.notice} ${kind === "plain" ? "" : style[kind]}`}
      role={kind === "danger" ? "alert" : undefined}
    >
      {title !== undefined && (
        <p className={style.noticeTitle}>
          <span aria-hidden="true">{NOTICE_MARKS[kind]}</span>
          {title}
        </p>
      )}
      {children}
    </div>
  );
}

/** The four sentences that must always be true, from their one place. */
export function FourSentences() {
  return (
    <Notice title={say("four-sentences-title")}>
      <ol>
        {sentences.map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ol>
    </Notice>
  );
}

type FieldProps = InputHTMLAttributes<HTMLInputElement> & { name: string; label: string; hint?: string; error?: string | null; code?: boolean };

export function Field({ label, hint, error, code = false, ...input }: FieldProps) {
  const id = `field-${input.name}`;
  const describedBy = [hint === undefined ? null : `${id}-hint`, error ? `${id}-error` : null].filter((part) => part !== null);
  return (
    <div className={style.field}>
      <label htmlFor={id}>{label}</label>
      {hint !== undefined && (
        <span id={`${id}-hint`} className={style.hint}>
          {hint}
        </span>
      )}
      <input
        {...input}
        id={id}
        className={code ? style.code : undefined}
        aria-invalid={error ? true : undefined}
        aria-describedby={describedBy.length > 0 ? describedBy.join(" ") : undefined}
      />
      {error && (
        <span id={`${id}-error`} role="alert">
          ✕ {error}
        </span>
      )}
    </div>
  );
}

/** The acts of a screen, the primary one last: bottom right on every step. */
export function Acts({ children }: { children: ReactNode }) {
  return <div className={style.acts}>{children}</div>;
}

export type Column<Row> = { title: string; number?: boolean; cell(row: Row): ReactNode };

export function Table<Row>(props: {
  caption: string;
  columns: Column<Row>[];
  rows: readonly Row[];
  keyOf(row: Row): string;
  empty: string;
  dense?: boolean;
}) {
  const { caption, columns, rows, keyOf, empty, dense = false } = props;
  if (rows.length === 0) return <p className={style.empty}>{empty}</p>;
  return (
    <section className={style.scroll} aria-label={caption} tabIndex={0}>
      <table className={`${style.table} ${dense ? style.dense : ""}`}>
        <caption>{caption}</caption>
        <thead>
          <tr>
            {columns.map(({ title, number }) => (
              <th key={title} scope="col" className={number ? style.number : undefined}>
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={keyOf(row)}>
              {columns.map(({ title, number, cell }) => (
                <td key={title} className={number ? style.number : undefined}>
                  {cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

export function Facts({ rows }: { rows: readonly (readonly [string, ReactNode])[] }) {
  return (
    <dl className={style.facts}>
      {rows.map(([term, value]) => (
        <div key={term} style={{ display: "contents" }}>
          <dt>{term}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

export function Counts({ rows }: { rows: readonly (readonly [string, number])[] }) {
  return (
    <ul className={style.counts}>
      {rows.map(([label, count]) => (
        <li key={label}>
          <strong>{count}</strong> {label}
        </li>
      ))}
    </ul>
  );
}

/** A thin bar beside the figures it repeats; hidden from assistive technology for that reason. */
export function Bar({ of, value, small = false }: { of: number; value: number; small?: boolean }) {
  const share = of === 0 ? 0 : Math.round((100 * value) / of);
  return (
    <span className={`${style.bar} ${small ? style.small : ""}`} aria-hidden="true">
      <span style={{ width: `${share}%` }} />
    </span>
  );
}
