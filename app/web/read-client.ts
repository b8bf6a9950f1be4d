import type { IncomingHttpHeaders } from "node:http";

/** Protocols of the exam page (docs/protocol.md). None is ever taken out: a page that was opened with it is served to its end. */
const PROTOCOLS = ["1"];
const BUILD_ID = /^[0-9A-Za-z._-]{1,64}$/;

/** Whether the server speaks the protocol of this page; a page that names none speaks the first. */
export function knowsProtocol(headers: IncomingHttpHeaders): boolean {
  const named = headers["x-exam-protocol"] ?? "1";
  return typeof named === "string" && PROTOCOLS.includes(named);
}

/** The build that made this page; null where it names none, or something that is no build id and so is kept nowhere. */
export function buildOf(headers: IncomingHttpHeaders): string | null {
  const named = headers["x-exam-build"];
  return typeof named === "string" && BUILD_ID.test(named) ? named : null;
}
