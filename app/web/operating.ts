import express, { type Request, type Router } from "express";
import type { AppContext } from "./app-context.ts";

/** What those who run the server ask it: is it alive, can it serve, how is it doing. */
export function operating(context: AppContext): Router {
  const router = express.Router();
  router.get("/healthz", (_request, response) => void response.json({ ok: true, version: context.build.version, build: context.build.id }));

  router.get("/readyz", (_request, response) => {
    const reason = context.notReady();
    response.status(reason === null ? 200 : 503).json(reason === null ? { ok: true, build: context.build.id } : { ok: false, reason });
  });

  router.get("/metrics", (request, response) => {
    if (!mayReadMetrics(request, context.config.metricsToken)) return void response.status(404).end();
    response.type("text/plain").send(metrics(context));
  });

  return router;
}

/** A proxy on this machine is no proof of who asks, whichever of these it sends. */
const FORWARDED = ["x-forwarded-for", "x-forwarded-proto", "x-real-ip", "forwarded", "via"];

/** Whoever has the token, and this machine itself. */
function mayReadMetrics(request: Request, token: string | null): boolean {
  const address = request.socket.remoteAddress ?? "";
  const behindProxy = FORWARDED.some((name) => request.headers[name] !== undefined);
  if (token !== null && request.headers.authorization === `Bearer ${token}`) return true;
  return !behindProxy && (address === "127.0.0.1" || address === "::1" || address === "::ffff:127.0.0.1");
}

function metrics(context: AppContext): string {
  const { waiting, committed, batches, commitMs } = context.queue.figures();
  const hashes = context.hashes();
  const cpu = process.cpuUsage();
  const rows: [string, number][] = [
    ["exam_acts_committed_total", committed],
    ["exam_commit_batches_total", batches],
    ["exam_commit_seconds_total", commitMs / 1_000],
    ["exam_acts_waiting", waiting],
    ["exam_feeds_open", context.feeds.listeners()],
    ["exam_sql_statements_total", context.db.statements()],
    ["exam_password_hashes_total", hashes.computed],
    ["exam_password_hashes_waiting", hashes.waiting],
    ["exam_event_loop_lag_seconds", context.loopLagMs() / 1_000],
    ["exam_cpu_seconds_total", (cpu.user + cpu.system) / 1e6],
    ["exam_memory_bytes", process.memoryUsage().rss],
  ];
  return `${rows.map(([name, value]) => `${name} ${value}`).join("\n")}\n`;
}
