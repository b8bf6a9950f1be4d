import { useEffect, useRef, type ReactNode, type RefObject } from "react";
import { Button } from "../design/button.tsx";
import { CallDialog } from "./call-dialog.tsx";
import { useDialogs } from "./dialogs.tsx";
import { useExam } from "./exam-context.tsx";
import { PageHeading } from "./page-heading.tsx";
import style from "./sheet.module.css";
import { Stated } from "./stated.tsx";
import { say } from "./words.ts";

type SheetProps = {
  title: string;
  lead?: ReactNode;
  /** Stands bottom right, the primary act last. */
  acts?: ReactNode;
  /** Stands beside the acts and says why one of them cannot be used. */
  beside?: ReactNode;
  /** Given the place of `beside`, which can take the focus of an act that has gone. */
  besideRef?: RefObject<HTMLSpanElement>;
  /** Top right, where the exam shows the time. */
  top?: ReactNode;
  wide?: boolean;
  /** Nobody can be called from here: there is no exam behind this page. */
  noCall?: boolean;
  children?: ReactNode;
};

/** The ring around what has the focus, with its distance and a little air. */
const ROOM_FOR_THE_RING = 8;

/** Every page of the exam that is not a question: who and what on top, one card, the acts at the bottom. */
export function Sheet({ title, lead, acts, beside, besideRef, top, wide = false, noCall = false, children }: SheetProps) {
  const { data } = useExam();
  const foot = useRef<HTMLElement>(null);
  useScrollAbove(foot);
  return (
    <div className={style.sheet}>
      <header className={style.top} data-theme="dark">
        <strong>{data.sittingTitle}</strong>
        <span>{say("candidate-named", { name: data.candidateName, number: data.candidateNumber })}</span>
        {data.telephone !== null && <span>{say("telephone", { telephone: data.telephone })}</span>}
        <span className={style.right}>{top}</span>
        {!noCall && <CallButton />}
      </header>
      <main className={style.main}>
        <div className={`${style.content} ${wide ? style.wide : ""}`}>
          <PageHeading text={title} />
          {lead !== undefined && <p className={style.lead}>{lead}</p>}
          {children}
        </div>
      </main>
      <footer ref={foot} className={style.bottom}>
        <span className={style.version}>
          {data.demonstration !== null && <strong>{data.demonstration} · </strong>}
          {say("version", { version: data.version })} <code>{data.buildId}</code>
        </span>
        <span ref={besideRef} tabIndex={-1} className={style.beside} role="status">
          {beside}
        </span>
        {acts}
      </footer>
    </div>
  );
}

/** What takes the focus is scrolled to above the foot, which stays where it is and grows with its words. */
function useScrollAbove(foot: RefObject<HTMLElement>): void {
  useEffect(() => {
    const element = foot.current;
    if (element === null) return;
    const page = document.documentElement;
    const measure = () => {
      const covers = getComputedStyle(element).position === "sticky";
      page.style.scrollPaddingBottom = covers ? `${element.offsetHeight + ROOM_FOR_THE_RING}px` : "";
    };
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    observer.observe(page);
    return () => {
      observer.disconnect();
      page.style.scrollPaddingBottom = "";
    };
  }, [foot]);
}

/** The call, by button and F2, wherever one waits. */
function CallButton() {
  const dialogs = useDialogs();
  const { open } = dialogs;
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.key !== "F2" || event.repeat) return;
      event.preventDefault();
      open("call");
    };
    document.addEventListener("keydown", press);
    return () => document.removeEventListener("keydown", press);
  }, [open]);
  return (
    <>
      <Button aria-label={say("call-title")} onPress={() => open("call")}>
        {say("call")} <kbd aria-hidden="true">{say("call-key")}</kbd>
      </Button>
      <CallDialog key={dialogs.calls} isOpen={dialogs.calls > 0} onClose={dialogs.closeCall} />
    </>
  );
}

export function Block({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className={style.block}>
      <h2>
        <Stated text={title} />
      </h2>
      {children}
    </section>
  );
}

export function FactList({ rows }: { rows: readonly (readonly [string, ReactNode])[] }) {
  return (
    <dl className={style.facts}>
      {rows.map(([term, value]) => (
        <div key={term}>
          <dt>{term}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
