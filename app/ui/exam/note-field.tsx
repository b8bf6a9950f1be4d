import { useEffect, useRef, useState } from "react";
import { MAX_TEXT_LENGTH } from "#app/exam/attempt/protocol.ts";
import { useExam } from "./exam-context.tsx";
import style from "./note-field.module.css";
import { say } from "./words.ts";

/** A note is written down after this pause, and at once when the field is left. */
const PAUSE_MS = 500;

/** A candidate's note on one question. */
export function NoteField({ position, number, kept, focused }: { position: number; number: number; kept: string; focused: boolean }) {
  const { player } = useExam();
  const [text, setText] = useState(kept);
  const field = useRef<HTMLTextAreaElement>(null);
  const latest = useRef({ text: kept, written: kept });

  function write(): void {
    const { text: now, written } = latest.current;
    if (now === written) return;
    latest.current.written = now;
    void player.note(position, now);
  }
  const writeLatest = useRef(write);
  writeLatest.current = write;

  useEffect(() => {
    latest.current.text = text;
    const timer = setTimeout(() => writeLatest.current(), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text]);
  useEffect(() => {
    if (focused) field.current?.focus();
  }, [focused]);
  useEffect(() => {
    const leave = () => writeLatest.current();
    window.addEventListener("pagehide", leave);
    return () => {
      window.removeEventListener("pagehide", leave);
      leave();
    };
  }, []);

  return (
    <div className={style.field}>
      <label htmlFor={`note-${position}`}>{say("note-title", { number })}</label>
      <textarea
        ref={field}
        id={`note-${position}`}
        value={text}
        maxLength={MAX_TEXT_LENGTH}
        rows={3}
        aria-describedby={`note-hint-${position}`}
        onChange={(event) => {
          latest.current.text = event.target.value;
          setText(event.target.value);
        }}
        onBlur={write}
      />
      <span id={`note-hint-${position}`} className={style.hint}>
        {say("note-hint")}
      </span>
    </div>
  );
}
