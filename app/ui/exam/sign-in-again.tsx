import { useState } from "react";
import { Dialog } from "./dialog.tsx";
import { say } from "./say.ts";
import type { ExamPlayer } from "./use-player.ts";
import style from "./exam.module.css";

/** Renews the sign-in in place: nothing is left, nothing typed is lost. */
export function SignInAgain({ player }: { player: ExamPlayer }) {
  const [code, setCode] = useState("");
  const [problem, setProblem] = useState<string | null>(null);
  return (
    <Dialog title={say("sign-in-title")}>
      <p>{say("sign-in-text")}</p>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void player.signInAgain(code).then((signed) => setProblem(signed.ok ? null : say(signed.reason === "no-answer" ? "sign-in-no-answer" : "sign-in-refused")));
        }}
      >
        <label>
          {say("sign-in-code")}
          <input className={style.input} value={code} autoComplete="one-time-code" onChange={(event) => setCode(event.target.value)} required />
        </label>
        {problem !== null && <p role="alert">✕ {problem}</p>}
        <div className={style.acts}>
          <button type="submit" className={style.primary}>
            {say("sign-in")}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
