import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { MAX_BODY_BYTES, type Acknowledgement, type Closed, type Gap, type SeatTaken } from "#app/exam/attempt/protocol.ts";
import { readOperations } from "#app/messages/operations.ts";
import { readCall, readHeartbeat, readRules, readTakeOver } from "#app/messages/short-requests.ts";
import { readStart } from "#app/messages/start.ts";
import { isStorageFault } from "#db/open.ts";
import express, { type Request, type Response, type Router } from "express";
import { clockOfAttempt } from "../usecases/candidate/tell-clock.ts";
import { loadFrame, loadFrames, loadPackage } from "../usecases/candidate/load-package.ts";
import type { Act, ActResult } from "../usecases/attempt/act.ts";
import type { AppContext } from "./app-context.ts";
import { tokenHashOf } from "./cookie.ts";
import { readBody } from "./read-body.ts";
import { buildOf, knowsProtocol } from "./read-client.ts";
import { statusOf } from "./refusals.ts";
import { isSameSite } from "./same-site.ts";

const RETRY_AFTER_SECONDS = "2";
const BYTES = { "Content-Type": "application/octet-stream", "Cache-Control": "no-store" };
const BUSY_FAULTS = ["QueueFullError", "DatabaseBusyError"];

/** The requests of the exam page (docs/protocol.md): before Remix, one use case each, answered after the commit. */
export function hotPath(context: AppContext): Router {
  const router = express.Router();
  // Before anything is read or looked up: what a page of an unknown protocol means by a request, nobody here can know.
  router.use("/attempts", (request, response, next) => {
    if (knowsProtocol(request.headers)) return next();
    refuse(response, statusOf("unknown-protocol"), "unknown-protocol");
  });
  const acts: Record<string, (body: unknown) => Act | null> = {
    operations: (body) => mapped(readOperations(body), (request) => ({ kind: "operations", request })),
    start: (body) => mapped(readStart(body), (request) => ({ kind: "start", request })),
    rules: (body) => mapped(readRules(body), ({ version }) => ({ kind: "rules", version })),
    "take-over": (body) => mapped(readTakeOver(body), (request) => ({ kind: "take-over", request })),
    call: (body) => mapped(readCall(body), ({ kind, actId }) => ({ kind: "call", call: kind, actId })),
  };
  for (const [name, toAct] of Object.entries(acts)) {
    router.post(`/attempts/:attemptId/${name}`, (request, response) => void act(context, request, response, toAct));
  }
  router.post("/attempts/:attemptId/heartbeat", (request, response) => void heartbeat(context, request, response));
  router.get("/attempts/:attemptId/package", (request, response) => void examPackage(context, request, response));
  router.get("/attempts/:attemptId/frames", (request, response) => void frames(context, request, response));
  router.get("/attempts/:attemptId/frames/:hash", (request, response) => void frame(context, request, response));
  return router;
}

function mapped<Body>(body: Body | null, toAct: (body: Body) => Act): Act | null {
  return body === null ? null : toAct(body);
}

type Door = { attemptId: string; tokenHash: string; arrivedAtMs: number; body: unknown };

/** Everything that is checked before a body means anything; answers by itself and gives null when something is wrong. */
async function door(context: AppContext, request: Request, response: Response): Promise<Door | null> {
  if (!isSameSite(request, context.config)) return refuse(response, 403, "foreign-origin");
  const read = await readBody(request, MAX_BODY_BYTES);
  const arrivedAtMs = context.now();
  if (!read.ok) return refuse(response, read.reason === "too-large" ? 413 : 422, read.reason);
  const tokenHash = tokenHashOf(request.headers.cookie);
  if (tokenHash === null) return refuse(response, 401, "sign-in-ended");
  try {
    return { attemptId: request.params.attemptId ?? "", tokenHash, arrivedAtMs, body: JSON.parse(read.bytes.toString("utf8")) as unknown };
  } catch {
    return refuse(response, 422, "malformed");
  }
}

async function act(
  context: AppContext,
  request: Request,
  response: Response,
  toAct: (body: unknown) => Act | null,
): Promise<void> {
  const entered = await door(context, request, response);
  if (!entered) return;
  const { attemptId, tokenHash, arrivedAtMs, body } = entered;
  const wanted = toAct(body);
  if (!wanted) return void refuse(response, 422, "malformed");
  if (wanted.kind === "start") {
    const notReady = await context.notReady();
    if (notReady !== null) return void refuse(response, 503, notReady);
  }
  try {
    answer(response, await context.record({ attemptId, by: { tokenHash }, arrivedAtMs, act: wanted }));
  } catch (error) {
    fault(context, response, error);
  }
}

function answer(response: Response, result: ActResult): void {
  if (!result.ok) {
    const { reason, clock } = result;
    send(response, statusOf(reason), { reason, ...clock });
    return;
  }
  if (result.kind === "clock") return send(response, 200, result.clock);
  if (result.kind === "started") return send(response, 200, result.started);
  if (result.kind === "prepared") throw new TypeError("no request of the exam page prepares an attempt");
  const { clock, outcome, chainHead, receipt } = result;
  const { acknowledged, refused, partClosed, waitingFor } = outcome;
  const told: Acknowledgement = { ...clock, acknowledged, refused, partClosed, waitingFor, chainHead, receipt };
  if (outcome.gap) return send(response, 409, { ...told, reason: "gap" } satisfies Gap);
  if (outcome.late.length > 0) {
    return send(response, 410, { ...told, reason: "closed", stored: outcome.late, late: true } satisfies Closed);
  }
  if (outcome.seatTaken) {
    return send(response, 409, { ...told, reason: "seat-taken", unclaimed: outcome.unclaimed } satisfies SeatTaken);
  }
  send(response, 200, told);
}

async function heartbeat(context: AppContext, request: Request, response: Response): Promise<void> {
  const entered = await door(context, request, response);
  if (!entered) return;
  const beat = readHeartbeat(entered.body);
  if (beat === null) return void refuse(response, 422, "malformed");
  try {
    const told = await clockOfAttempt(context, entered);
    if (!told.ok) return void refuse(response, statusOf(told.reason), told.reason);
    context.presence.beat(entered.attemptId, told.clock.lease, { ...beat, build: buildOf(request.headers) });
    send(response, 200, told.clock);
  } catch (error) {
    fault(context, response, error);
  }
}

async function examPackage(context: AppContext, request: Request, response: Response): Promise<void> {
  const tokenHash = tokenHashOf(request.headers.cookie);
  if (tokenHash === null) return void refuse(response, 401, "sign-in-ended");
  try {
    const loaded = await loadPackage(context, { attemptId: request.params.attemptId ?? "", tokenHash, part: request.query.part });
    if (!loaded.ok) return void refuse(response, statusOf(loaded.reason), loaded.reason);
    send(response, 200, loaded.package);
  } catch (error) {
    fault(context, response, error);
  }
}

async function frame(context: AppContext, request: Request, response: Response): Promise<void> {
  const tokenHash = tokenHashOf(request.headers.cookie);
  if (tokenHash === null) return void refuse(response, 401, "sign-in-ended");
  const { attemptId = "", hash = "" } = request.params;
  try {
    const loaded = await loadFrame(context, { attemptId, tokenHash, hash, part: request.query.part });
    if (!loaded.ok) return void refuse(response, statusOf(loaded.reason), loaded.reason);
    response.status(200).set(BYTES).end(loaded.bytes);
  } catch (error) {
    fault(context, response, error);
  }
}

async function frames(context: AppContext, request: Request, response: Response): Promise<void> {
  const tokenHash = tokenHashOf(request.headers.cookie);
  if (tokenHash === null) return void refuse(response, 401, "sign-in-ended");
  const { from, to, part } = request.query;
  try {
    const loaded = await loadFrames(context, { attemptId: request.params.attemptId ?? "", tokenHash, from, to, part });
    if (!loaded.ok) return void refuse(response, statusOf(loaded.reason), loaded.reason);
    response.status(200).set({ ...BYTES, "Content-Length": String(loaded.length) });
    // A fault in the middle cuts the answer off, and the browser asks for these frames one by one.
    await pipeline(Readable.from(loaded.parts), response);
  } catch (error) {
    if (!response.destroyed) return fault(context, response, error);
    const left = error instanceof Object && "code" in error && error.code === "ERR_STREAM_PREMATURE_CLOSE";
    if (!left) context.log.error({ err: error }, "a bundle of frames was cut off");
  }
}

function fault(context: AppContext, response: Response, error: unknown): void {
  const name = error instanceof Object && "name" in error ? String(error.name) : "";
  if (BUSY_FAULTS.includes(name) || isStorageFault(error)) {
    context.log.warn({ fault: name || "storage" }, "a request of the exam page was told to wait");
    response.set("Retry-After", RETRY_AFTER_SECONDS);
    return void refuse(response, 503, "busy");
  }
  context.log.error({ err: error }, "a request of the exam page failed");
  refuse(response, 500, "fault");
}

function refuse(response: Response, status: number, reason: string): null {
  send(response, status, { reason });
  return null;
}

function send(response: Response, status: number, body: object): void {
  if (response.headersSent || response.destroyed) return;
  response.status(status).set({ "Content-Type": "application/json", "Cache-Control": "no-store" }).end(JSON.stringify(body));
}
