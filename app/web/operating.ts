import type { IncomingMessage, ServerResponse } from "node:http";
import express, { type Request, type Router } from "express";
import type { AppContext } from "./app-context.ts";

type HealthContext = Pick<AppContext, "build" | "notReady">;

/**
 * Answers whether the process is alive and whether it can serve, and says so by true. It stands before everything else, the
 * log as well: a balancer asks often, and asking must cost the exam nothing.
 */
export function answerHealth({ build, notReady }: HealthContext, request: IncomingMessage, response: ServerResponse): boolean {
  const path = request.url?.split("?", 1)[0];
  if ((path !== "/healthz" && path !== "/readyz") || (request.method !== "GET" && request.method !== "HEAD")) return false;
  const reason = path === "/readyz" ? notReady() : null;
  const body = path === "/healthz" ? { ok: true, version: build.version, build: build.id } : reason === null ? { ok: true, build: build.id } : { ok: false, reason };
  response.writeHead(reason === null ? 200 : 503, { "Content-Type": "application/json", "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff" });
  response.end(request.method === "HEAD" ? undefined : JSON.stringify(body));
  return true;
}

/** What those who run the server ask it beside its health: how it is doing. */
export function operating(context: AppContext): Router {
  const router = express.Router();
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
