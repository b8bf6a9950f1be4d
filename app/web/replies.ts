import type { Response } from "express";
import type { Log } from "../usecases/context.ts";
import { statusOf } from "./refusals.ts";
import { isForNow, nameOf, RETRY_AFTER_SECONDS } from "./told-to-wait.ts";

/** Answers a request of the exam page with JSON. */
export function send(response: Response, status: number, body: object): void {
  if (response.headersSent || response.destroyed) return;
  response.status(status).set({ "Content-Type": "application/json", "Cache-Control": "no-store" }).end(JSON.stringify(body));
}

/** Refuses it with a reason of docs/protocol.md and the status that belongs to it. */
export function refuse(response: Response, reason: string, status = statusOf(reason)): null {
  send(response, status, { reason });
  return null;
}

/** Refuses it for now: the page asks again after so many seconds. */
export function refuseFor(response: Response, seconds: number, reason: "slow-down" | "busy"): null {
  response.set("Retry-After", String(seconds));
  return refuse(response, reason);
}

/** Answers after a fault: a database that is busy or a disk that is full is told to wait for, anything else is ours. */
export function fault(log: Log, response: Response, error: unknown): void {
  if (isForNow(error)) {
    log.warn({ fault: nameOf(error) }, "a request of the exam page was told to wait");
    return void refuseFor(response, RETRY_AFTER_SECONDS, "busy");
  }
  log.error({ err: error }, "a request of the exam page failed");
  refuse(response, "fault", 500);
}
