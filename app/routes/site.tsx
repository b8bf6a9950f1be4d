import type { MetaFunction } from "@remix-run/node";
import { isRouteErrorResponse, Outlet, useLocation, useMatches, useRevalidator, useRouteError, useRouteLoaderData } from "@remix-run/react";
import { useEffect, type ComponentProps, type ReactNode } from "react";
import { PageFrame } from "#app/ui/design/page-frame.tsx";
import { ErrorScreen, InsecureHostScreen } from "#app/ui/public/error-screen.tsx";
import { errorWords, factsOf } from "#app/ui/public/error-words.ts";
import { IdleGuard } from "#app/ui/staff/idle-guard.tsx";
import { pageTitle, SITE_NAME } from "../web/page-title.ts";
import type { siteOf } from "../web/site.ts";

type SiteFacts = Awaited<ReturnType<typeof siteOf>>;
type Width = NonNullable<ComponentProps<typeof PageFrame>["width"]>;

/** What a page of the site says of its frame: how wide. */
type FrameHandle = { frame?: Width };

const ASK_AGAIN_MS = 5_000;
/** What browsers say when no answer came at all. */
const NO_ANSWER = /^(Failed to fetch|NetworkError|Load failed)/;

const NO_SITE = { version: "", build: "", telephone: null, organisation: null, demonstration: true };

/** Titles of pages are theirs; an error page has none of its own, whichever route it stands for. */
export const meta: MetaFunction = ({ error, matches }) => {
  if (error === undefined || error === null) return [{ title: SITE_NAME }];
  const root = matches.find(({ id }) => id === "root")?.data as SiteFacts | undefined;
  return pageTitle(wordsOfError(error, root?.visitor ?? null).title);
};

/** The frame of every page but the exam, which stands outside of it. */
export default function SitePage() {
  const data = useSite();
  const frame = useMatches().findLast((match) => (match.handle as FrameHandle | undefined)?.frame !== undefined);
  if (data?.insecureHost) {
    return (
      <Frame width="narrow">
        <InsecureHostScreen />
      </Frame>
    );
  }
  return (
    <Frame width={(frame?.handle as FrameHandle | undefined)?.frame ?? "normal"}>
      <Outlet />
    </Frame>
  );
}

export function ErrorBoundary() {
  const error = useRouteError();
  const data = useSite();
  useAskingAgain(isRouteErrorResponse(error) ? error.status === 503 : error instanceof Error && NO_ANSWER.test(error.message));
  return (
    <Frame width="narrow">
      <ErrorScreen {...wordsOfError(error, data?.visitor ?? null)} />
    </Frame>
  );
}

/** What the server could not say for a moment is asked for again, so that a list that refreshes by itself comes back by itself. */
function useAskingAgain(isForNow: boolean): void {
  const { revalidate } = useRevalidator();
  useEffect(() => {
    if (!isForNow) return;
    const timer = setInterval(() => {
      if (!document.hidden) revalidate();
    }, ASK_AGAIN_MS);
    return () => clearInterval(timer);
  }, [isForNow, revalidate]);
}

function Frame({ width, children }: { width: Width; children: ReactNode }) {
  const data = useSite();
  const { pathname } = useLocation();
  // Nobody is signed in under an address that keeps no sign-in.
  const visitor = data === undefined || data.insecureHost ? null : data.visitor;
  return (
    <PageFrame site={data?.site ?? NO_SITE} visitor={visitor} path={pathname} width={width}>
      {children}
      {visitor !== null && !visitor.candidate && <IdleGuard name={visitor.name} />}
    </PageFrame>
  );
}

const useSite = () => useRouteLoaderData<SiteFacts>("root");

function wordsOfError(error: unknown, visitor: Parameters<typeof errorWords>[1]) {
  return errorWords(factsOf(isRouteErrorResponse(error) ? error : { status: 500, data: null }), visitor);
}
