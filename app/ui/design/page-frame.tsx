import type { ReactNode } from "react";
import everywhere from "#app/ui/words/everywhere.en.json" with { type: "json" };
import words from "#app/ui/words/site.en.json" with { type: "json" };
import { wordsOf } from "#app/exam/text/words.ts";
import { Button } from "./button.tsx";
import style from "./page.module.css";

const say = wordsOf({ ...everywhere, ...words });

export type Site = {
  version: string;
  build: string;
  telephone: string | null;
  organisation: string | null;
  /** While nobody answers for the installation: every page says so. */
  demonstration: boolean;
};

export type Visitor = { name: string; roles: readonly string[]; candidate: boolean } | null;

type Link = { href: string; words: string };

const ROOMS = [
  { href: "/author", words: "nav-author", roles: ["author", "reviewer"] },
  { href: "/board", words: "nav-board", roles: ["board"] },
  { href: "/proctor", words: "nav-proctor", roles: ["proctor", "admin"] },
  { href: "/office", words: "nav-office", roles: ["office", "admin"] },
  { href: "/admin/clock", words: "nav-clock", roles: ["admin"] },
] as const;

function linksFor(visitor: Visitor): Link[] {
  const links: Link[] = [
    { href: "/exam-format", words: say("nav-exam") },
    { href: "/levels", words: say("nav-levels") },
  ];
  if (visitor === null) return links;
  if (visitor.candidate) return [...links, { href: "/my", words: say("nav-my") }];
  const mine = ROOMS.filter(({ roles }) => roles.some((role) => visitor.roles.includes(role)));
  return mine.map(({ href, words: text }) => ({ href, words: say(text) }));
}

/** The frame of every page but the exam itself: name, navigation by role, who is signed in, version. */
export function PageFrame(props: {
  site: Site;
  visitor: Visitor;
  path: string;
  width?: "normal" | "wide" | "narrow";
  children: ReactNode;
}) {
  const { site, visitor, path, width = "normal", children } = props;
  return (
    <div className={style.page}>
      <a className={style.skip} href="#content">
        {say("skip")}
      </a>
      <header className={style.header}>
        <a className={style.name} href="/">
          <Mark />
          {site.organisation ?? say("name")}
        </a>
        <nav className={style.navigation} aria-label={say("navigation")}>
          {linksFor(visitor).map(({ href, words: text }) => (
            <a key={href} href={href} aria-current={path === href || path.startsWith(`${href}/`) ? "page" : undefined}>
              {text}
            </a>
          ))}
        </nav>
        {visitor === null ? (
          <nav className={style.who} aria-label={say("sign-in")}>
            <a href="/sign-in">{say("sign-in-candidate")}</a>
            <a href="/staff/sign-in">{say("sign-in-staff")}</a>
          </nav>
        ) : (
          <form className={style.who} method="post" action="/sign-out">
            <span>{visitor.name}</span>
            <Button kind="quiet">{say("sign-out")}</Button>
          </form>
        )}
      </header>
      <main id="content" tabIndex={-1} className={`${style.main} ${width === "normal" ? "" : style[width]}`}>
        {children}
      </main>
      <footer className={style.footer}>
        {site.demonstration && <strong>{say("demonstration")}</strong>}
        {site.telephone !== null && <span>{say("telephone", { telephone: site.telephone })}</span>}
        <span>
          {say("version", { version: site.version })} <code>{site.build}</code>
        </span>
      </footer>
    </div>
  );
}

/** A short-axis ring: right ventricle as a crescent around the left one. */
function Mark() {
  return (
    <svg className={style.mark} viewBox="0 0 24 24" aria-hidden="true" fill="none" stroke="currentColor">
      <circle cx="14" cy="12" r="6" strokeWidth="4" />
      <path d="M9 3.5C3.5 5 1.5 9 1.5 12s2 7 7.5 8.5" strokeWidth="2" strokeLinecap="round" />
    </svg>
  );
}
