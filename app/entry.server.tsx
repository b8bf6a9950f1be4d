import { PassThrough } from "node:stream";
import { createReadableStreamFromReadable, type EntryContext } from "@remix-run/node";
import { RemixServer } from "@remix-run/react";
import { isbot } from "isbot";
import { renderToPipeableStream } from "react-dom/server";
import { oneAtATime } from "./web/one-at-a-time.ts";
import { sentenceOf, statusOf } from "./web/refusals.ts";
import type { RouteContext } from "./web/signed-in.ts";
import { RETRY_AFTER_SECONDS } from "./web/told-to-wait.ts";

export { createContext } from "./web/create-context.ts";
export { dataRequests } from "./web/data-requests.ts";
export { hotPath } from "./web/hot-path.ts";
export { limitBodies } from "./web/limit-bodies.ts";
export { liveFeed } from "./web/live-feed.ts";
export { networkOf } from "./web/network-of.ts";
export { answerHealth, operating } from "./web/operating.ts";
export { isSecureHost, ownOriginOnly, plainRequestsOnly, securityHeaders } from "./web/security.ts";
export { createLog } from "./web/log.ts";
export { tellingToWait } from "./web/told-to-wait.ts";

const RENDER_WITHIN_MS = 10_000;
const MOST_WAITING_TO_BE_DRAWN = 200;
export const streamTimeout = RENDER_WITHIN_MS;

/** Drawing a page keeps the only thread that also saves answers. */
const drawing = oneAtATime(MOST_WAITING_TO_BE_DRAWN);

export default async function handleRequest(
  request: Request,
  status: number,
  headers: Headers,
  remixContext: EntryContext,
  loadContext: RouteContext,
): Promise<Response> {
  const { nonce } = loadContext;
  // The headers of what a loader throws are not those of the page that shows it.
  if (status === 503) headers.set("Retry-After", String(RETRY_AFTER_SECONDS));
  const whole = isbot(request.headers.get("user-agent") ?? "");
  // What an act has done is told, however long it takes: it is done.
  const isAct = request.method !== "GET" && request.method !== "HEAD";
  const drawn = await drawing.take(isAct);
  if (drawn !== null && request.signal.aborted) drawn();
  if (drawn === null || request.signal.aborted) return new Response(sentenceOf("busy"), { status: statusOf("busy"), headers: { "Content-Type": "text/plain; charset=utf-8", "Retry-After": String(RETRY_AFTER_SECONDS) } });
  return new Promise<Response>((resolve, reject) => {
    let answered = false;
    const begin = (): void => {
      answered = true;
      const body = new PassThrough();
      headers.set("Content-Type", "text/html; charset=utf-8");
      resolve(new Response(createReadableStreamFromReadable(body), { headers, status }));
      stream.pipe(body);
    };
    const stream = renderToPipeableStream(<RemixServer context={remixContext} url={request.url} nonce={nonce} />, {
      nonce,
      ...(whole ? {} : { onShellReady: begin }),
      onAllReady: () => {
        if (whole) begin();
        drawn();
      },
      onShellError(error: unknown) {
        drawn();
        reject(error instanceof Error ? error : new Error(String(error)));
      },
      onError(error: unknown) {
        if (answered) loadContext.app.log.error({ err: error }, "a page could not be rendered to its end");
      },
    });
    setTimeout(() => {
      stream.abort();
      drawn();
    }, RENDER_WITHIN_MS + 1_000).unref();
  });
}

export function handleError(error: unknown, { request, context }: { request: Request; context: RouteContext }): void {
  if (request.signal.aborted) return;
  context.app.log.error({ err: error, method: request.method, path: new URL(request.url).pathname }, "a page failed");
}
