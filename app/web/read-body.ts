import type { IncomingMessage } from "node:http";

const READ_FOR_MS = 15_000;

export type ReadBody = { ok: true; bytes: Buffer } | { ok: false; reason: "too-large" | "cut-off" };

/** Reads a request's body to the end, within a size and a time. */
export function readBody(request: IncomingMessage, mostBytes: number): Promise<ReadBody> {
  return new Promise((resolve) => {
    const parts: Buffer[] = [];
    let length = 0;
    const timer = setTimeout(() => finish({ ok: false, reason: "cut-off" }), READ_FOR_MS);
    function finish(result: ReadBody): void {
      clearTimeout(timer);
      request.removeAllListeners("data");
      if (!result.ok) request.resume();
      resolve(result);
    }
    request.on("data", (part: Buffer) => {
      length += part.length;
      if (length > mostBytes) finish({ ok: false, reason: "too-large" });
      else parts.push(part);
    });
    request.on("end", () => finish({ ok: true, bytes: Buffer.concat(parts) }));
    request.on("error", () => finish({ ok: false, reason: "cut-off" }));
    request.on("aborted", () => finish({ ok: false, reason: "cut-off" }));
  });
}
