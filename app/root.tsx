import "@fontsource-variable/inter/index.css";
import "./ui/design/tokens.css";
import type { LinksFunction, LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { Links, Meta, Outlet, Scripts, ScrollRestoration, useRouteLoaderData } from "@remix-run/react";
import type { ReactNode } from "react";
import words from "./ui/words/everywhere.en.json" with { type: "json" };
import { pageTitle, SITE_NAME } from "./web/page-title.ts";
import { siteOf } from "./web/site.ts";

export const links: LinksFunction = () => [{ rel: "icon", href: "/favicon.svg", type: "image/svg+xml" }];

export async function loader({ request, context }: LoaderFunctionArgs) {
  const { nonce } = context;
  return { ...(await siteOf(request, context)), nonce };
}

/** Titles of pages are theirs, those of error pages too; here stands the one of last resort. */
export const meta: MetaFunction<typeof loader> = ({ error }) => (error ? pageTitle(words["error-title"]) : [{ title: SITE_NAME }]);

/** The nonce of the page belongs to the first answer; later loads must not change it. */
export function shouldRevalidate({ currentUrl, nextUrl }: { currentUrl: URL; nextUrl: URL }): boolean {
  return currentUrl.pathname !== nextUrl.pathname;
}

export function Layout({ children }: { children: ReactNode }) {
  const data = useRouteLoaderData<typeof loader>("root");
  // Browsers hide the nonce from scripts after loading: the attribute is left as it is.
  const nonce = typeof document === "undefined" ? data?.nonce : "";
  return (
    <html lang="en">
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <Meta />
        <Links />
      </head>
      <body>
        {children}
        <ScrollRestoration nonce={nonce} />
        <Scripts nonce={nonce} />
      </body>
    </html>
  );
}

/** Nothing of the frame of the site is imported here: the exam page, which never shows it, would download it. */
export default function App() {
  return <Outlet />;
}

/** Of last resort, where not even what stands around every page could be loaded; the site and the exam have their own. */
export function ErrorBoundary() {
  return (
    <main style={{ maxWidth: 560, margin: "0 auto", padding: "var(--space-6)" }}>
      <h1>{words["error-title"]}</h1>
      <p>{words["error-help"]}</p>
      <p>
        <a href="/">{words["error-home"]}</a> · <a href="/my">{words["error-to-my"]}</a>
      </p>
    </main>
  );
}
