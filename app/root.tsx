import "@fontsource-variable/inter/index.css";
import "./ui/design/tokens.css";
import type { LinksFunction, LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import {
  isRouteErrorResponse,
  Links,
  Meta,
  Outlet,
  Scripts,
  ScrollRestoration,
  useLocation,
  useMatches,
  useRouteError,
  useRouteLoaderData,
} from "@remix-run/react";
import type { ReactNode } from "react";
import { PageFrame } from "./ui/design/page-frame.tsx";
import { ErrorScreen, InsecureHostScreen } from "./ui/public/error-screen.tsx";
import { errorWords, type ErrorFacts } from "./ui/public/error-words.ts";
import { pageTitle } from "./web/page-title.ts";
import { siteOf } from "./web/site.ts";

export const links: LinksFunction = () => [{ rel: "icon", href: "/favicon.svg", type: "image/svg+xml" }];

export async function loader({ request, context }: LoaderFunctionArgs) {
  const { nonce } = context;
  return { ...(await siteOf(request, context)), nonce };
}

/** Titles of pages are theirs; an error page has none of its own, whichever route it stands for. */
export const meta: MetaFunction<typeof loader> = ({ error, data }) => {
  if (error === undefined || error === null) return [{ title: SITE }];
  return pageTitle(errorWords(factsOf(error), data?.visitor ?? null).title);
};

/** The nonce of the page belongs to the first answer; later loads must not change it. */
export function shouldRevalidate({ currentUrl, nextUrl }: { currentUrl: URL; nextUrl: URL }): boolean {
  return currentUrl.pathname !== nextUrl.pathname;
}

/** What a route says of its frame: how wide, or none at all (the exam). */
export type FrameHandle = { frame?: "normal" | "wide" | "narrow" | "none" };

export function Layout({ children }: { children: ReactNode }) {
  const data = useRouteLoaderData<typeof loader>("root");
  // Browsers hide the nonce from scripts after loading: the attribute is left as it is.
  const nonce = typeof document === "undefined" ? data?.nonce : "";
  return (
    <html lang="en">
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        {/* The widgets' library asks here for the nonce of the style elements it makes. */}
        <meta property="csp-nonce" nonce={nonce} suppressHydrationWarning />
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

const SITE = "European CMR Exam";
const NO_SITE = { version: "", build: "", telephone: null, organisation: null, demonstration: true };

function Frame({ children }: { children: ReactNode }) {
  const data = useRouteLoaderData<typeof loader>("root");
  const { pathname } = useLocation();
  const frame = useMatches().findLast((match) => (match.handle as FrameHandle | undefined)?.frame !== undefined);
  const width = (frame?.handle as FrameHandle | undefined)?.frame ?? "normal";
  if (data?.insecureHost) {
    return (
      <PageFrame site={data.site} visitor={null} path={pathname} width="narrow">
        <InsecureHostScreen />
      </PageFrame>
    );
  }
  if (width === "none") return children;
  return (
    <PageFrame site={data?.site ?? NO_SITE} visitor={data?.visitor ?? null} path={pathname} width={width}>
      {children}
    </PageFrame>
  );
}

export default function App() {
  return (
    <Frame>
      <Outlet />
    </Frame>
  );
}

export function ErrorBoundary() {
  const error = useRouteError();
  const data = useRouteLoaderData<typeof loader>("root");
  const { pathname } = useLocation();
  return (
    <PageFrame site={data?.site ?? NO_SITE} visitor={data?.visitor ?? null} path={pathname} width="narrow">
      <ErrorScreen {...errorWords(factsOf(error), data?.visitor ?? null)} />
    </PageFrame>
  );
}

/** What a route's error says: a refusal's sentence, or who its page is for; of a fault only that it was one. */
function factsOf(error: unknown): ErrorFacts {
  if (!isRouteErrorResponse(error)) return { status: 500, sentence: null, audience: null };
  const { status, data } = error;
  const audience = (data as { audience?: readonly string[] } | null)?.audience ?? null;
  return { status, sentence: typeof data === "string" && data.includes(" ") ? data : null, audience };
}
