import words from "#app/exam/text/public.en.json" with { type: "json" };
import { wordsOf } from "#app/exam/text/words.ts";
import { ButtonLink } from "../design/button.tsx";
import { Acts, Notice, Title } from "../design/parts.tsx";

const say = wordsOf(words);

export type ErrorScreenProps = { status: number; sentence: string | null; incident: string | null };

export function ErrorScreen({ status, sentence, incident }: ErrorScreenProps) {
  const told = sentence ?? (status === 404 ? say("error-not-found") : status === 403 ? say("error-forbidden") : null);
  return (
    <>
      <Title>{say("error-title")}</Title>
      <Notice kind="danger" title={told ?? say("error-help")}>
        {incident !== null && <p>{say("error-incident", { incident })}</p>}
      </Notice>
      {told !== null && <p>{say("error-help")}</p>}
      <Acts>
        <ButtonLink kind="primary" href="/">
          {say("error-home")}
        </ButtonLink>
      </Acts>
    </>
  );
}

export function InsecureHostScreen() {
  return (
    <>
      <Title>{say("insecure-title")}</Title>
      <Notice kind="attention">
        <p>{say("insecure-text")}</p>
      </Notice>
    </>
  );
}
