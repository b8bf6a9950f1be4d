import words from "#app/ui/words/site.en.json" with { type: "json" };
import { wordsOf } from "#app/exam/text/words.ts";
import { ButtonLink } from "../design/button.tsx";
import { Acts, Notice, Title } from "../design/parts.tsx";
import type { ErrorWords } from "./error-words.ts";

const say = wordsOf(words);

/** An error page: what happened as its heading, what it means for the one who sees it, and the ways on. */
export function ErrorScreen({ title, text, links }: ErrorWords) {
  return (
    <>
      <Title>{title}</Title>
      <Notice kind="attention">
        <p>{text}</p>
      </Notice>
      <Acts>
        {links.map(({ href, words: text }, index) => (
          <ButtonLink key={href} kind={index === links.length - 1 ? "primary" : "secondary"} href={href}>
            {text}
          </ButtonLink>
        ))}
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
