import words from "#app/ui/words/staff.en.json" with { type: "json" };
import { wordsOf } from "#app/exam/text/words.ts";
import type { IssuedCode } from "#app/usecases/make-admission-code.ts";
import { Button } from "../design/button.tsx";
import { Notice } from "../design/parts.tsx";
import style from "./new-code.module.css";

const say = wordsOf(words);

/** A code that has just been given; `number` of one that took the place of another, and can be taken back. */
export type ShownCode = IssuedCode & { registrationId?: string; number?: number };

/** What became of an act on a code: the new code, shown once, or that the one of before counts again. */
export function CodeNotices({ issued, undone }: { issued: ShownCode | null; undone: string | null }) {
  return (
    <>
      {undone !== null && <Notice takesFocus kind="good" title={say("reissue-undone", { candidateNumber: undone })} />}
      {issued !== null && (
        <Notice takesFocus kind="attention" title={say("code-title", { candidateNumber: issued.candidateNumber })}>
          <p>
            <code style={{ fontSize: "1.375rem" }}>{issued.admissionCode}</code>
          </p>
          <p>{say("code-text")}</p>
          {issued.number !== undefined && <p>{say("reissued-text")}</p>}
        </Notice>
      )}
    </>
  );
}

type NewCodeProps = { registrationId: string; candidateNumber: string; /** The new code that can still be taken back. */ undo: number | null; asksIdentity?: boolean };

/** Gives a candidate a new code, with a reason and, in the room, after a look at the identity card; takes one back for a minute. */
export function NewCodeActs({ registrationId, candidateNumber, undo, asksIdentity = false }: NewCodeProps) {
  return (
    <>
      {undo !== null && (
        <form method="post">
          <input type="hidden" name="registrationId" value={registrationId} />
          <input type="hidden" name="number" value={undo} />
          <Button kind="quiet" name="intent" value="undo-reissue" aria-label={`${say("reissue-undo")}: ${candidateNumber}`}>
            {say("reissue-undo")}
          </Button>
        </form>
      )}
      <details className={style.newCode}>
        <summary aria-label={`${say("reissue")}: ${candidateNumber}`}>{say("reissue")}</summary>
        <form method="post">
          <input type="hidden" name="registrationId" value={registrationId} />
          {asksIdentity && (
            <label>
              <input type="checkbox" name="identityChecked" value="yes" required aria-label={`${say("identity-checked")}: ${candidateNumber}`} /> {say("identity-checked")}
            </label>
          )}
          <input name="reason" aria-label={`${say("reissue-reason")}: ${candidateNumber}`} placeholder={say("reason")} required maxLength={500} autoComplete="off" />
          <Button kind="quiet" name="intent" value="reissue" aria-label={`${say("reissue-give")}: ${candidateNumber}`}>
            {say("reissue-give")}
          </Button>
        </form>
      </details>
    </>
  );
}
