import { OPERATIONS, type OperationKind } from "#app/exam/attempt/operation-kinds.ts";
import type { OperationValue } from "#app/exam/attempt/protocol.ts";
import { cleanText } from "#app/exam/text/plain-text.ts";
import { NOT_WRITTEN, type AnswerBook } from "./answer-book.ts";
import { isOfCandidate, type MirrorEntry } from "./database.ts";
import type { Outbox } from "./outbox.ts";

export type Writer = {
  /** Shows the change at once, writes it to the disk in the order of the clicks, then has it sent. */
  write(kind: OperationKind, position: number, value: OperationValue): Promise<boolean>;
};

type Tools = {
  outbox: Outbox;
  book: AnswerBook;
  lease(): number;
  evidence(): { lastServerTimeMs: number; elapsedMs: number };
  /** `written`: whether a change of the candidate's has just reached the disk, null where none was to. */
  changed(written: boolean | null): Promise<void>;
  send(): void;
};

/** Turns what a person does into durable operations. */
export function createWriter({ outbox, book, lease, evidence, changed, send }: Tools): Writer {
  let before: Promise<unknown> = Promise.resolve();
  let clicks = 0;

  return {
    write(kind, position, typed) {
      const value = typeof typed === "string" ? cleanText(typed) : typed;
      const click = `click-${(clicks += 1)}`;
      const shown: MirrorEntry = { position, kind, value, lease: lease(), seq: NOT_WRITTEN, opId: click, fate: "waiting", savedAtMs: null };
      const isShown = kind !== "report-problem" && isOfCandidate(shown);
      if (isShown) book.put(shown);
      void changed(null);
      const draft = { position, kind, value, ...evidence() };
      const written = before.then(async () => {
        try {
          const { seq, opId, lease: mine } = await outbox.add(lease(), draft);
          if (isShown) book.putWritten({ ...shown, lease: mine, seq, opId }, click);
          await changed(OPERATIONS[kind].isAwaited ? true : null);
          send();
          return true;
        } catch {
          book.drop(click);
          await book.load(outbox.mirror).catch(() => undefined);
          await changed(isOfCandidate(shown) ? false : null);
          return false;
        }
      });
      before = written;
      return written;
    },
  };
}
