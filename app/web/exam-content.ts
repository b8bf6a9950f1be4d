import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import express, { type Request, type Response, type Router } from "express";
import { loadFrame, loadFrames, loadPackage } from "../usecases/candidate/load-package.ts";
import type { AppContext } from "./app-context.ts";
import type { AttemptLimits } from "./attempt-limits.ts";
import { tokenHashOf } from "./cookie.ts";
import { fault, refuse, refuseFor, send } from "./replies.ts";

const BYTES = { "Content-Type": "application/octet-stream", "Cache-Control": "no-store" };
/** After so long a page that has more images under way than any page asks for may ask again. */
const TURN_SECONDS = 2;

type Asked = { attemptId: string; tokenHash: string; part: unknown };
type Answer = (asked: Asked, request: Request, response: Response) => Promise<void>;

/** The questions and images of the exam page (docs/protocol.md), encrypted. */
export function examContent(context: AppContext, limits: AttemptLimits): Router {
  const router = express.Router();

  function get(path: string, reply: Answer): void {
    router.get(`/attempts/:attemptId${path}`, (request, response) => {
      const tokenHash = tokenHashOf(request.headers.cookie);
      if (tokenHash === null) return void refuse(response, "sign-in-ended");
      const asked = { attemptId: request.params.attemptId ?? "", tokenHash, part: request.query.part };
      reply(asked, request, response).catch((error: unknown) => fault(context.log, response, error));
    });
  }

  /** Only so many images of an attempt are under way at once; what comes beyond waits for its turn. */
  function inTurn(reply: Answer): Answer {
    return async (asked, request, response) => {
      const end = await limits.takeTurn(asked.tokenHash, asked.attemptId);
      if (end === null) return void refuseFor(response, TURN_SECONDS, "slow-down");
      try {
        if (!response.destroyed) await reply(asked, request, response);
      } finally {
        end();
      }
    };
  }

  /** Whether so many bytes of the form may be sent; answers by itself where not. */
  function mayTake({ tokenHash, attemptId }: Asked, response: Response, bytes: number, formBytes: number): boolean {
    limits.belongs(tokenHash, attemptId);
    const wait = limits.takeBytes(tokenHash, attemptId, bytes, formBytes);
    if (wait > 0) refuseFor(response, wait, "slow-down");
    return wait === 0;
  }

  get("/package", async (asked, _request, response) => {
    const loaded = await loadPackage(context, asked);
    if (!loaded.ok) return void refuse(response, loaded.reason);
    send(response, 200, loaded.package);
  });

  get(
    "/frames/:hash",
    inTurn(async (asked, request, response) => {
      const loaded = await loadFrame(context, { ...asked, hash: request.params.hash ?? "" });
      if (!loaded.ok) return void refuse(response, loaded.reason);
      if (mayTake(asked, response, loaded.bytes.length, loaded.formBytes)) response.status(200).set(BYTES).end(loaded.bytes);
    }),
  );

  get(
    "/frames",
    inTurn(async (asked, request, response) => {
      const { from, to } = request.query;
      const loaded = await loadFrames(context, { ...asked, from, to });
      if (!loaded.ok) return void refuse(response, loaded.reason);
      if (!mayTake(asked, response, loaded.length, loaded.formBytes)) return;
      response.status(200).set({ ...BYTES, "Content-Length": String(loaded.length) });
      try {
        // A fault in the middle cuts the answer off, and the browser asks for these frames one by one.
        await pipeline(Readable.from(loaded.parts), response);
      } catch (error) {
        if (!response.destroyed) throw error;
        const left = error instanceof Object && "code" in error && error.code === "ERR_STREAM_PREMATURE_CLOSE";
        if (!left) context.log.error({ err: error }, "a bundle of frames was cut off");
      }
    }),
  );
  return router;
}
