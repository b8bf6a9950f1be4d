import { useState, type FormEvent } from "react";
import { Button } from "../design/button.tsx";
import { ExamDialog } from "./dialogs.tsx";
import style from "./dialogs.module.css";
import { useExam, useSnapshot } from "./exam-context.tsx";
import { Stated } from "./stated.tsx";
import { useSavedState } from "./use-saved-state.ts";
import { say, type Words } from "./words.ts";

const FAILURES: Record<string, keyof Words> = {
  "wrong-code": "sign-in-wrong",
  "slow-down": "sign-in-slow",
  "no-reply": "sign-in-no-reply",
};

/** Signs in again in place: nothing is left, nothing is lost. */
export function SignInDialog() {
  const { player, data } = useExam();
  const isOpen = useSnapshot((now) => now.signInNeeded);
  const saved = useSavedState();
  const count = "count" in saved ? saved.count : 0;
  const [code, setCode] = useState("");
  const [failure, setFailure] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);

  const ready = !busy && code.trim() !== "";

  async function send(event: FormEvent): Promise<void> {
    event.preventDefault();
    // Enter in the field sends, too, whatever the button says.
    if (!ready) return;
    setBusy(true);
    const signed = await player.signInAgain(code.trim());
    setBusy(false);
    setFailure(signed.ok ? null : signed.reason);
    if (signed.ok) setCode("");
  }
  const words = failure === null ? null : (FAILURES[failure] ?? "sign-in-other");
  return (
    <ExamDialog
      title={say("sign-in-title")}
      isOpen={isOpen}
      acts={
        <Button kind="primary" type="submit" form="sign-in-again" isDisabled={!ready}>
          {say("sign-in-go")}
        </Button>
      }
    >
      <p>
        <Stated text={say(`sign-in-lead-${saved.kind}`, { count })} />
      </p>
      <form id="sign-in-again" className={style.field} onSubmit={(event) => void send(event)}>
        <p style={{ margin: 0 }}>
          {say("sign-in-number")}: <strong>{data.candidateNumber}</strong>
        </p>
        <label htmlFor="sign-in-code">{say("sign-in-code")}</label>
        <input id="sign-in-code" value={code} onChange={(event) => setCode(event.target.value)} autoComplete="off" autoCapitalize="characters" spellCheck={false} />
        <span role="alert" className={style.error} style={{ minHeight: "1.5em" }}>
          <Stated text={words === null ? "" : say(words, { number: data.candidateNumber })} />
        </span>
      </form>
    </ExamDialog>
  );
}
