import type { ActionFunction, LoaderFunction, ServerBuild } from "@remix-run/node";
import { isOutage } from "#db/open.ts";
import type { Log } from "../usecases/context.ts";
import type { AppContext } from "./app-context.ts";
import { sentenceOf, statusOf } from "./refusals.ts";

/** After so long whoever was told to wait may ask again. */
export const RETRY_AFTER_SECONDS = 2;

/** Candidates' pages ask again every few seconds: after so long in which nothing failed there may be nothing left to store. */
const OUTAGE_IS_TOLD_FOR_MS = 30_000;
/** Reasons of `readiness` that speak of writing. */
const CANNOT_STORE = ["database-not-writable", "database-not-readable"];

/** Whether a fault is of the moment: the disk is full, the database locked or away, too much waits to be stored. */
export function isForNow(error: unknown): boolean {
  return isOutage(error) || (error instanceof Error && error.name === "QueueFullError");
}

/** What the log says of such a fault: the code of the database, or the name of ours. */
export function nameOf(error: unknown): string {
  const { code, name } = error as { code?: unknown; name?: unknown };
  return String(code ?? name);
}

/** Whether what candidates and staff do can be stored, as far as the last act, and the server's own writing, have shown. */
export function canStore({ queue, notReady, now }: Pick<AppContext, "queue" | "notReady" | "now">): boolean {
  const outageAtMs = queue.outageAtMs();
  const isRecent = outageAtMs !== null && now() - outageAtMs < OUTAGE_IS_TOLD_FOR_MS;
  return !isRecent && !CANNOT_STORE.includes(notReady() ?? "");
}

/** The answer of a page to such a fault, or null where it is another: 503 with a sentence, which the error page shows. */
export function toldToWait(error: unknown): Response | null {
  if (!isForNow(error)) return null;
  return new Response(sentenceOf("storage-away"), { status: statusOf("storage-away"), headers: { "Retry-After": String(RETRY_AFTER_SECONDS) } });
}

/** The pages as they are built, with loaders and actions that tell whoever asks to wait while nothing can be read or stored. */
export function tellingToWait<Build extends Pick<ServerBuild, "routes">>(build: Build, log: Log): Build {
  function waiting<Handler extends LoaderFunction | ActionFunction>(handler: Handler | undefined): Handler | undefined {
    if (handler === undefined) return undefined;
    const told = async (...asked: Parameters<Handler>): Promise<unknown> => {
      try {
        return await (handler as (...asked: Parameters<Handler>) => unknown)(...asked);
      } catch (error) {
        const answer = toldToWait(error);
        if (answer === null) throw error;
        log.warn({ fault: nameOf(error) }, "a page was told to wait");
        throw answer;
      }
    };
    return Object.assign(told, handler) as unknown as Handler;
  }
  const routes = Object.fromEntries(
    Object.entries(build.routes).map(([id, route]) => {
      if (route === undefined) return [id, route];
      const { loader, action } = route.module;
      return [id, { ...route, module: { ...route.module, loader: waiting(loader), action: waiting(action) } }];
    }),
  );
  return { ...build, routes };
}
