import { Readable } from "node:stream";
import type { NextFunction, Request, RequestHandler, Response } from "express";
import type { AppContext } from "./app-context.ts";
import { readBody } from "./read-body.ts";
import { sentenceOf, statusOf } from "./refusals.ts";
import { signInOfCookie } from "./signed-in.ts";
import { isForNow, RETRY_AFTER_SECONDS } from "./told-to-wait.ts";

/** What a page's form may weigh: whoever has not signed in as staff has nothing longer to say. */
const ANYBODY_BYTES = 64 * 1_024;
/** What a page can be sent: the two kinds of a browser's form. */
const FORMS = /^(application\/x-www-form-urlencoded|multipart\/form-data)\s*(;|$)/i;
const STAFF_BYTES = 1_024 * 1_024;
/** A client that is still sending reads its refusal only when it has finished; for so long what it sends is thrown away. */
const LISTEN_FOR_MS = 2_000;

/**
 * Reads the body of a request to a page before the page's library does, within the size that the sender may send, and
 * hands it on: the library would take whatever comes, in one piece, on the only thread that also saves answers.
 */
export function limitBodies(context: AppContext, pages: RequestHandler): RequestHandler {
  return (request, response, next) => {
    if (request.method === "GET" || request.method === "HEAD") return void pages(request, response, next);
    bounded(context, pages, request, response, next).catch((error: unknown) => {
      if (!isForNow(error)) return next(error);
      response.set("Retry-After", String(RETRY_AFTER_SECONDS));
      refuse(request, response, "storage-away");
    });
  };
}

async function bounded(context: AppContext, pages: RequestHandler, request: Request, response: Response, next: NextFunction): Promise<void> {
  const isEmpty = request.headers["content-length"] === "0" || (request.headers["content-length"] === undefined && request.headers["transfer-encoding"] === undefined);
  if (!isEmpty && !FORMS.test(request.headers["content-type"] ?? "")) return refuse(request, response, "not-a-form");
  // Without a length, as no browser sends a form, it may become anything.
  const announced = Number(request.headers["content-length"] ?? Number.POSITIVE_INFINITY);
  const most = announced <= ANYBODY_BYTES ? ANYBODY_BYTES : await mostBytesOf(context, request);
  const read = announced > most && Number.isFinite(announced) ? ({ ok: false, reason: "too-large" } as const) : await readBody(request, most);
  if (!read.ok) return refuse(request, response, read.reason);
  pages(replayed(request, read.bytes), response, next);
}

async function mostBytesOf(context: AppContext, request: Request): Promise<number> {
  const signIn = await signInOfCookie(request.headers.cookie, context);
  const isStaff = signIn !== null && signIn.complete && signIn.registrationId === null;
  return isStaff ? STAFF_BYTES : ANYBODY_BYTES;
}

function refuse(request: Request, response: Response, reason: string): void {
  response.status(statusOf(reason)).type("text/plain").send(sentenceOf(reason));
  const hangUp = setTimeout(() => request.socket.destroy(), LISTEN_FOR_MS).unref();
  request.once("end", () => clearTimeout(hangUp));
  request.resume();
}

/** The request once more, with a body that has been read: all that the adapter of the pages and its context take from it. */
function replayed(request: Request, bytes: Buffer): Request {
  const { method, headers, originalUrl, hostname, protocol, ip } = request;
  const get = (name: string) => request.get(name);
  return Object.assign(Readable.from([bytes], { objectMode: false }), { method, headers, originalUrl, hostname, protocol, ip, get }) as unknown as Request;
}
