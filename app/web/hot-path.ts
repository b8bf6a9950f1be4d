import { MAX_BODY_BYTES, type Acknowledgement, type Clock, type Closed, type Gap, type SeatTaken } from "#app/exam/attempt/protocol.ts";
import { readOperations } from "#app/messages/operations.ts";
import { readCall, readHeartbeat, readRules, readTakeOver } from "#app/messages/short-requests.ts";
import { readStart } from "#app/messages/start.ts";
import express, { type Request, type Response, type Router } from "express";
import { clockOfAttempt } from "../usecases/candidate/tell-clock.ts";
import type { Act, ActResult } from "../usecases/attempt/act.ts";
import type { AppContext } from "./app-context.ts";
import { attemptLimits, type AttemptLimits } from "./attempt-limits.ts";
import { tokenHashOf } from "./cookie.ts";
import { examContent } from "./exam-content.ts";
import { readBody } from "./read-body.ts";
import { buildOf, knowsProtocol } from "./read-client.ts";
import { statusOf } from "./refusals.ts";
import { fault, refuse, refuseFor, send } from "./replies.ts";
import { RETRY_AFTER_SECONDS } from "./told-to-wait.ts";
import { isSameSite } from "./same-site.ts";

const REFUSE_AFTER_MS = 500;

/** The requests of the exam page (docs/protocol.md): before Remix, one use case each, answered after the commit. */
export function hotPath(context: AppContext): Router {
  const router = express.Router();
  const limits = attemptLimits(() => performance.now());
  // Before anything is read or looked up: what a page of an unknown protocol means by a request, nobody here can know.
  router.use("/attempts", (request, response, next) => {
    if (knowsProtocol(request.headers)) return next();
    refuse(response, "unknown-protocol");
  });
  const acts: Record<string, (body: unknown) => Act | null> = {
    operations: (body) => mapped(readOperations(body), (request) => ({ kind: "operations", request })),
    start: (body) => mapped(readStart(body), (request) => ({ kind: "start", request })),
    rules: (body) => mapped(readRules(body), ({ version }) => ({ kind: "rules", version })),
    "take-over": (body) => mapped(readTakeOver(body), (request) => ({ kind: "take-over", request })),
    call: (body) => mapped(readCall(body), ({ kind, actId }) => ({ kind: "call", call: kind, actId })),
  };
  for (const [name, toAct] of Object.entries(acts)) {
    router.post(`/attempts/:attemptId/${name}`, (request, response) => void act(context, limits, request, response, toAct));
  }
  router.post("/attempts/:attemptId/heartbeat", (request, response) => void heartbeat(context, limits, request, response));
  return router.use(examContent(context, limits));
}

function mapped<Body>(body: Body | null, toAct: (body: Body) => Act): Act | null {
  return body === null ? null : toAct(body);
}

type Door = { attemptId: string; tokenHash: string; arrivedAtMs: number; body: unknown };

/** Everything that is checked before a body means anything; answers by itself and gives null when something is wrong. */
async function door(context: AppContext, limits: AttemptLimits, request: Request, response: Response): Promise<Door | null> {
  if (!isSameSite(request, context.config)) return refuse(response, "foreign-origin");
  const { attemptId = "" } = request.params;
  const tokenHash = tokenHashOf(request.headers.cookie);
  const wait = tokenHash === null ? 0 : limits.takePost(tokenHash, attemptId);
  if (wait > 0) {
    request.resume();
    // Refusing is work as well: whoever asks without a pause gets one with each reply.
    await new Promise((resolve) => setTimeout(resolve, REFUSE_AFTER_MS));
    return refuseFor(response, wait, "slow-down");
  }
  const read = await readBody(request, MAX_BODY_BYTES);
  const arrivedAtMs = context.now();
  if (!read.ok) return refuse(response, read.reason);
  if (tokenHash === null) return refuse(response, "sign-in-ended");
  try {
    return { attemptId, tokenHash, arrivedAtMs, body: JSON.parse(read.bytes.toString("utf8")) as unknown };
  } catch {
    return refuse(response, "malformed");
  }
}

async function act(
  context: AppContext,
  limits: AttemptLimits,
  request: Request,
  response: Response,
  toAct: (body: unknown) => Act | null,
): Promise<void> {
  const entered = await door(context, limits, request, response);
  if (!entered) return;
  const { attemptId, tokenHash, arrivedAtMs, body } = entered;
  const wanted = toAct(body);
  if (!wanted) return void refuse(response, "malformed");
  const wait = wanted.kind === "call" ? limits.takeCall(tokenHash, attemptId) : 0;
  if (wait > 0) return void refuseFor(response, wait, "slow-down");
  const act: Act = wanted.kind === "start" ? { ...wanted, wait: context.notReady() } : wanted;
  try {
    const result = await context.record({ attemptId, by: { tokenHash }, arrivedAtMs, act });
    if (result.ok) limits.belongs(tokenHash, attemptId);
    answer(response, result, context.notReady());
  } catch (error) {
    fault(context.log, response, error);
  }
}

/** Who has not begun is told why nobody may. */
function withWait(clock: Clock, notReady: string | null): Clock {
  const hasBegun = clock.state !== "waiting" && clock.state !== "admitted";
  return hasBegun || notReady === null ? clock : { ...clock, startsWait: notReady };
}

function answer(response: Response, result: ActResult, notReady: string | null): void {
  if (!result.ok) {
    const { reason, clock } = result;
    if (statusOf(reason) === 503) response.set("Retry-After", String(RETRY_AFTER_SECONDS));
    send(response, statusOf(reason), { reason, ...(clock && withWait(clock, notReady)) });
    return;
  }
  if (result.kind === "clock") return send(response, 200, withWait(result.clock, notReady));
  if (result.kind === "started") return send(response, 200, result.started);
  if (result.kind === "prepared") throw new TypeError("no request of the exam page prepares an attempt");
  const { clock, outcome, chainHead, receipt } = result;
  const { acknowledged, refused, partClosed, waitingFor } = outcome;
  const acknowledgement: Acknowledgement = { ...clock, acknowledged, refused, partClosed, waitingFor, chainHead, receipt };
  if (outcome.gap) return send(response, 409, { ...acknowledgement, reason: "gap" } satisfies Gap);
  if (outcome.late.length > 0) {
    return send(response, 410, { ...acknowledgement, reason: "closed", stored: outcome.late, late: true } satisfies Closed);
  }
  if (outcome.seatTaken) {
    return send(response, 409, { ...acknowledgement, reason: "seat-taken", unclaimed: outcome.unclaimed } satisfies SeatTaken);
  }
  send(response, 200, acknowledgement);
}

async function heartbeat(context: AppContext, limits: AttemptLimits, request: Request, response: Response): Promise<void> {
  const entered = await door(context, limits, request, response);
  if (!entered) return;
  const beat = readHeartbeat(entered.body);
  if (beat === null) return void refuse(response, "malformed");
  try {
    const own = await clockOfAttempt(context, entered);
    if (!own.ok) return void refuse(response, own.reason);
    context.presence.beat(entered.attemptId, own.clock.lease, { ...beat, build: buildOf(request.headers) });
    send(response, 200, withWait(own.clock, context.notReady()));
  } catch (error) {
    fault(context.log, response, error);
  }
}
