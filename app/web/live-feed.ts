import express, { type Router } from "express";
import { clockOfAttempt } from "../usecases/candidate/tell-clock.ts";
import type { Context } from "../usecases/context.ts";
import type { AppContext } from "./app-context.ts";
import { tokenHashOf } from "./cookie.ts";
import { statusOf } from "./refusals.ts";
import { RETRY_AFTER_SECONDS } from "./told-to-wait.ts";

const CLOCK_EVERY_MS = 10_000;
const MOST_FEEDS = 5_000;

/** Server-sent events of one attempt: `clock` at once and every 10 s, `state` and `seat` when they change. */
export function liveFeed(context: Context & Pick<AppContext, "feeds">, { clockEveryMs = CLOCK_EVERY_MS } = {}): Router {
  const router = express.Router();
  router.get("/attempts/:attemptId/feed", async (request, response) => {
    const tokenHash = tokenHashOf(request.headers.cookie);
    const { attemptId } = request.params;
    if (tokenHash === null) return void response.status(401).json({ reason: "sign-in-ended" });
    if (context.feeds.listeners() >= MOST_FEEDS) return void response.status(503).json({ reason: "busy" });
    const input = { attemptId, tokenHash };
    const first = await clockOfAttempt(context, input).catch(() => ({ ok: false, reason: "busy" }) as const);
    if (!first.ok && first.reason === "busy") response.set("Retry-After", String(RETRY_AFTER_SECONDS));
    if (!first.ok) return void response.status(statusOf(first.reason)).json({ reason: first.reason });

    // A browser that has left meanwhile tells so no second time: its feed would run until the server stops.
    if (response.closed || response.destroyed) return;

    response.status(200).set({
      "Content-Type": "text/event-stream",
      "Cache-Control": "no-store, no-transform",
      "X-Accel-Buffering": "no",
    });
    const write = (event: string, data: object): void => {
      if (!response.writableEnded && !response.destroyed) response.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
    };
    write("clock", first.clock);
    const stop = context.feeds.listen(attemptId, first, ({ event, data }) => write(event, data));
    const timer = setInterval(() => {
      clockOfAttempt(context, input).then(
        (current) => {
          if (current.ok) return write("clock", current.clock);
          quiet();
          response.end();
        },
        (error: unknown) => context.log.warn({ err: error }, "the feed could not read the clock"),
      );
    }, clockEveryMs);
    const quiet = (): void => {
      clearInterval(timer);
      stop();
    };
    response.on("close", quiet);
  });
  return router;
}
