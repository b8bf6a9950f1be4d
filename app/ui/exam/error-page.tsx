import { isRouteErrorResponse } from "@remix-run/react";
import everywhere from "#app/ui/words/everywhere.en.json" with { type: "json" };
import { ButtonLink } from "../design/button.tsx";
import type { Site, Visitor } from "../design/page-frame.tsx";
import type { ErrorWords } from "../public/error-words.ts";
import { PageHeading } from "./page-heading.tsx";
import style from "./sheet.module.css";
import { say } from "./words.ts";

const FAULT: ErrorWords = {
  title: everywhere["error-title"],
  text: everywhere["error-help"],
  links: [{ href: "/my", words: everywhere["error-to-my"] }],
};

/** A refusal comes from the server in its words, so that the exam page need not carry those of the site; anything else is a fault. */
export function wordsOfError(error: unknown): ErrorWords {
  const refusal: Partial<ErrorWords> | null = isRouteErrorResponse(error) ? error.data : null;
  return refusal?.links === undefined ? FAULT : (refusal as ErrorWords);
}

/** Instead of the exam: a sheet that needs no exam behind it, with the ways on as its acts. */
export function ErrorPage({ error, site, visitor }: { error: unknown; site: Site; visitor: Visitor }) {
  const { title, text, links } = wordsOfError(error);
  return (
    <div className={style.sheet}>
      <header className={style.top} data-theme="dark">
        <strong>{site.organisation ?? everywhere.name}</strong>
        {visitor !== null && <span>{visitor.name}</span>}
        {site.telephone !== null && <span>{say("telephone", { telephone: site.telephone })}</span>}
      </header>
      <main className={style.main}>
        <div className={style.content}>
          <PageHeading text={title} />
          <p className={style.lead}>{text}</p>
        </div>
      </main>
      <footer className={style.bottom}>
        <span className={style.version}>
          {site.demonstration && <strong>{everywhere.demonstration} · </strong>}
          {say("version", { version: site.version })} <code>{site.build}</code>
        </span>
        {links.map(({ href, words }, index) => (
          <ButtonLink key={href} kind={index === links.length - 1 ? "primary" : "secondary"} href={href}>
            {words}
          </ButtonLink>
        ))}
      </footer>
    </div>
  );
}
