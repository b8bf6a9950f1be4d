import { useId, useRef, useState } from "react";
import { readDecimal } from "#app/exam/item/interactions/decimal.ts";
import type { Numeric, Response } from "#app/exam/item/item.ts";
import { say } from "../words.ts";
import type { AnswerAreaProps, KindOnScreen } from "./kind-on-screen.ts";
import flash from "./changed.module.css";
import style from "./numeric.module.css";

/** What may still become a number: it is not called a fault yet. */
const BEGUN = /^\s*[+\-\u2212]?[.,]?\s*$/;
const LONGEST = 40;

/** A field for one number. Each key press is an answer: what cannot be read as a number is none, and the field says so. */
export const numeric: KindOnScreen<Numeric> = {
  AnswerArea: NumberField,
  press: () => null,
};

function NumberField({ interaction: { unit }, response, changed, onAnswer }: AnswerAreaProps<Numeric>) {
  const field = useId();
  const [typed, setTyped] = useState(response[0] ?? "");
  const typing = useRef(false);
  // The answer was changed by something else than this field (undone, cleared, another browser): it counts, not what was typed.
  const text = sameNumber(responseOf(typed, unit), response) ? typed : (response[0] ?? "");
  const unreadable = !BEGUN.test(text) && responseOf(text, unit).length === 0;

  return (
    <div className={style.numeric}>
      <label htmlFor={field}>{say("number-label")}</label>
      <div className={style.line}>
        <input
          id={field}
          className={`${style.field} ${changed ? flash.changed : ""}`}
          value={text}
          inputMode="decimal"
          autoComplete="off"
          spellCheck={false}
          maxLength={LONGEST}
          aria-describedby={`${field}-unit ${field}-hint`}
          aria-invalid={unreadable || undefined}
          readOnly={onAnswer === undefined}
          onFocus={() => (typing.current = false)}
          onBlur={() => !unreadable && setTyped(response[0] ?? "")}
          onChange={({ target: { value } }) => {
            setTyped(value);
            const next = responseOf(value, unit);
            if (sameNumber(next, response)) return;
            onAnswer?.(next, typing.current);
            typing.current = true;
          }}
        />
        {unit !== null && <span id={`${field}-unit`}>{unit}</span>}
      </div>
      <p id={`${field}-hint`} className={unreadable ? style.fault : style.hint} role={unreadable ? "alert" : undefined}>
        {unreadable ? say("number-unreadable", { typed: text.trim() }) : say("number-hint")}
      </p>
    </div>
  );
}

const sameNumber = (a: Response, b: Response) => a[0] === b[0];

/** The typed text as a response; the unit typed behind the number is no fault. */
function responseOf(typed: string, unit: string | null): Response {
  const bare = typed.trim();
  const number = readDecimal(unit !== null && bare.endsWith(unit) ? bare.slice(0, -unit.length) : bare);
  return number === null ? [] : [number];
}
