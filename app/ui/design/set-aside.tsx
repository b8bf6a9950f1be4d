import type { Operation } from "#app/exam/attempt/protocol.ts";
import words from "#app/ui/words/set-aside.en.json" with { type: "json" };
import { wordsOf } from "#app/exam/text/words.ts";
import style from "./set-aside.module.css";

const say = wordsOf(words);

export const setAsideTitle = (count: number) => say("title", { count });

/** What the server could not read, word by word: the proctor can write it down. */
export function SetAside({ operations }: { operations: readonly Operation[] }) {
  return (
    <>
      <p className={style.lead} role="status">
        {say("lead")}
      </p>
      <ul>
        {operations.map((operation) => (
          <li key={operation.opId}>
            {say("place", { position: operation.position })}: {wordsOfChange(operation)}
          </li>
        ))}
      </ul>
    </>
  );
}

function wordsOfChange({ kind, value }: Operation): string {
  if (kind !== "respond" && kind !== "note" && kind !== "report-problem") return kind;
  const text = Array.isArray(value) ? value.join(", ") : typeof value === "string" ? value : "";
  return say(`aside-${kind}`, { value: text === "" ? say("aside-empty") : text });
}
