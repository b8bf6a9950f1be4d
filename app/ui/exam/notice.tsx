import { useEffect, useRef, type ReactNode } from "react";
import { Button } from "../design/button.tsx";
import type { Dialogs } from "./dialogs.tsx";
import { useExam, useSnapshot } from "./exam-context.tsx";
import type { ExamPageData } from "./exam-page-data.ts";
import style from "./notice.module.css";
import { say } from "./words.ts";

/** How long a warning stays when nobody takes it away, and the word that a proctor was called. */
const WARNING_MS = 30_000;
const CALLED_MS = 120_000;

/** A new element for each wording, as `Stated`. */
function Line({ kind, text, children }: { kind: "attention" | "danger" | "plain"; text: string; children?: ReactNode }) {
  return (
    <span key={`${kind} ${text}`} className={`${style.line} ${style[kind]}`} data-notice>
      {kind !== "plain" && <span aria-hidden="true">{kind === "danger" ? "✕" : "!"}</span>} {text}
      {children}
    </span>
  );
}

/** The most important of everything there is to say, in one line at its own place: it never covers an answer. */
export function Notice({ open }: { open: Dialogs["open"] }) {
  const { player, data } = useExam();
  const saving = useSnapshot((now) => now.saving);
  const call = useSnapshot((now) => now.call);
  const message = useSnapshot((now) => now.message);
  const warning = useSnapshot((now) => now.warning);
  const over = useSnapshot((now) => now.time.status === "sure" && now.time.remainingMs === 0);
  useFading(warning, player.closeWarning, WARNING_MS);
  useFading(call?.state === "received" ? call : null, player.closeCall, CALLED_MS);

  if (saving.storageFailed) return <Line kind="danger" text={say("notice-storage")} />;
  if (message !== null) {
    return (
      <Line kind="attention" text={`${say("notice-message")}: `}>
        <span key={message.number} className={style.text}>{message.text}</span>
        <Button kind="quiet" onPress={() => open("message")}>
          {say("notice-read")}
        </Button>
      </Line>
    );
  }
  if (over) return <Line kind="attention" text={say("notice-over")} />;
  if (!saving.reachable) return <Line kind="attention" text={say("notice-offline", { help: helpOf(data).join(" · ") })} />;
  if (warning !== null) {
    return (
      <Line kind="attention" text={say(`warning-${warning}`)}>
        <Button kind="quiet" onPress={player.closeWarning}>
          {say("notice-got-it")}
        </Button>
      </Line>
    );
  }
  if (saving.late > 0) return <Line kind="attention" text={say("notice-late", { count: saving.late })} />;
  if (call !== null) {
    const kind = call.state === "failed" ? "danger" : "plain";
    return <Line kind={kind} text={say(`notice-call-${call.state}`)} />;
  }
  return saving.setAside.length > 0 ? <Line kind="attention" text={say("notice-set-aside")} /> : null;
}

/** Who is calling and whom: "candidate P1001, help +32 2 555 01 23". */
export function helpOf({ candidateNumber, telephone }: Pick<ExamPageData, "candidateNumber" | "telephone">): string[] {
  const who = say("candidate", { number: candidateNumber });
  // A number to be dialled is read in one line.
  return telephone === null ? [who] : [who, say("telephone", { telephone: telephone.replaceAll(" ", "\u00a0") })];
}

function useFading(value: unknown, close: () => void, afterMs: number): void {
  const latest = useRef(close);
  latest.current = close;
  useEffect(() => {
    if (value === null) return;
    const timer = setTimeout(() => latest.current(), afterMs);
    return () => clearTimeout(timer);
  }, [value, afterMs]);
}
