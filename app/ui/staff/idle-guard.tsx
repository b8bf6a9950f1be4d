import { useEffect, useId, useRef, useState, type FormEvent, type ReactNode } from "react";
import words from "#app/ui/words/idle.en.json" with { type: "json" };
import { wordsOf } from "#app/exam/text/words.ts";
import { Button } from "../design/button.tsx";
import { Acts, Field } from "../design/parts.tsx";
import { minuteText } from "../design/times.ts";
import style from "./idle-guard.module.css";
import { useIdle } from "./use-idle.ts";

const say = wordsOf(words);

/** Warns staff before their sign-in ends for want of an act, and lets them sign in again over the page: what was typed stays. */
export function IdleGuard({ name }: { name: string }) {
  const { idle, stay, signedIn } = useIdle();
  if (idle.state === "awake") return null;
  if (idle.state === "ended") {
    return (
      <Over title={say("ended-title")} hidesPage>
        <p>{say("ended-text", { name })}</p>
        <SignInAgain onDone={signedIn} />
      </Over>
    );
  }
  return (
    <Over title={say("warn-title", { time: minuteText(idle.leftMs) })}>
      <p>{say("warn-text")}</p>
      <Acts>
        <Button kind="primary" onPress={stay}>
          {say("stay")}
        </Button>
      </Acts>
    </Over>
  );
}

/** The browser's own modal dialog: it keeps the focus and gives it back. It stays until its act is done. */
function Over({ title, hidesPage = false, children }: { title: string; hidesPage?: boolean; children: ReactNode }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  useEffect(() => {
    const element = dialog.current;
    element?.showModal();
    element?.querySelector<HTMLElement>("input, button")?.focus();
    return () => element?.close();
  }, []);
  return (
    <dialog
      ref={dialog}
      className={style.dialog}
      data-hides-page={hidesPage || undefined}
      aria-labelledby={titleId}
      onCancel={(event) => event.preventDefault()}
      onKeyDown={(event) => event.key === "Escape" && event.preventDefault()}
      onClose={({ currentTarget }) => currentTarget.isConnected && !currentTarget.open && currentTarget.showModal()}
    >
      <h2 id={titleId}>{title}</h2>
      {children}
    </dialog>
  );
}

type Reply = { ok: true; complete: boolean } | { ok: false; reason: string; sentence: string };

function SignInAgain({ onDone }: { onDone(): void }) {
  const [asksCode, setAsksCode] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);

  async function send(event: FormEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    if (isBusy) return;
    const form = event.currentTarget;
    const body = new FormData(form);
    setBusy(true);
    const reply = await fetch("/staff/sign-in-again", { method: "POST", body: new URLSearchParams([...body].map(([field, value]) => [field, String(value)])) })
      .then((response) => response.json() as Promise<Reply>)
      .catch(() => null);
    setBusy(false);
    if (reply?.ok !== true) {
      setProblem(reply?.sentence ?? say("no-reply"));
      return form.querySelector("input")?.focus();
    }
    setProblem(null);
    if (reply.complete) onDone();
    else setAsksCode(true);
  }
  return (
    <form method="post" action="/staff/sign-in-again" onSubmit={(event) => void send(event)}>
      {asksCode ? (
        <FocusedFirst key="code">
          <Field name="code" label={say("code")} error={problem} autoComplete="one-time-code" required code />
        </FocusedFirst>
      ) : (
        <FocusedFirst key="password">
          <Field name="password" type="password" label={say("password")} error={problem} autoComplete="current-password" required />
        </FocusedFirst>
      )}
      <Acts>
        <a href="/staff/sign-in">{say("somebody-else")}</a>
        <Button kind="primary" isDisabled={isBusy}>
          {say("sign-in")}
        </Button>
      </Acts>
    </form>
  );
}

/** A field that is asked for now: the keys go there. */
function FocusedFirst({ children }: { children: ReactNode }) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => place.current?.querySelector("input")?.focus(), []);
  return <div ref={place}>{children}</div>;
}
