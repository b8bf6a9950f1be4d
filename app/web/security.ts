import { randomBytes } from "node:crypto";
import type { NextFunction, Request, Response } from "express";
import type { Config } from "#config";
import { cleanText } from "#app/exam/text/plain-text.ts";
import { sentenceOf, statusOf } from "./refusals.ts";
import { isSameSite } from "./same-site.ts";

/** The policy of every page; `dev` lets the development server reload modules and styles. `style-src-attr` is for inline style attributes, which the widgets set; elements need the nonce. */
export function contentSecurityPolicy(nonce: string, dev = false): string {
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'wasm-unsafe-eval'`,
    dev ? "style-src-elem 'self' 'unsafe-inline'" : `style-src-elem 'self' 'nonce-${nonce}'`,
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    dev ? "connect-src 'self' ws:" : "connect-src 'self'",
    "worker-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "form-action 'self'",
  ].join("; ");
}

/** Headers of every answer, faults included. The nonce of the page goes to Remix through `response.locals`. */
export function securityHeaders(config: Pick<Config, "publicUrl">, dev = false) {
  return (_request: Request, response: Response, next: NextFunction): void => {
    const nonce = randomBytes(16).toString("base64");
    response.locals.nonce = nonce;
    response.set({
      "Content-Security-Policy": contentSecurityPolicy(nonce, dev),
      "X-Content-Type-Options": "nosniff",
      // Not "no-referrer": browsers then send `Origin: null` with a form, and the origin could not be checked.
      "Referrer-Policy": "same-origin",
      "Cross-Origin-Opener-Policy": "same-origin",
      "Cross-Origin-Resource-Policy": "same-origin",
      "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
      "Cache-Control": "no-store",
      ...(config.publicUrl?.startsWith("https:") ? { "Strict-Transport-Security": "max-age=31536000" } : {}),
    });
    next();
  };
}

const METHODS = ["GET", "HEAD", "POST"];

/**
 * Refuses what no page is asked by: other methods, hosts that are none, and addresses that are no text or hold control
 * characters. No proxy needs to say another host than it was asked for, so that word is dropped.
 */
export function plainRequestsOnly(request: Request, response: Response, next: NextFunction): void {
  delete request.headers["x-forwarded-host"];
  const isPlain = isPlainAddress(request.originalUrl) && isPlainHost(request.headers.host, request.protocol);
  const reason = !METHODS.includes(request.method) ? "method-not-allowed" : isPlain ? null : "malformed-address";
  if (reason === null) return next();
  response.status(statusOf(reason)).set(reason === "method-not-allowed" ? { Allow: METHODS.join(", ") } : {});
  // The exam page reads JSON, whatever the answer; anybody else reads a sentence.
  if (request.path.startsWith("/attempts/")) response.json({ reason });
  else response.type("text/plain").send(sentenceOf(reason));
}

function isPlainAddress(address: string): boolean {
  // Whoever asks for "http://..." takes this server for a proxy.
  if (!address.startsWith("/")) return false;
  try {
    const text = decodeURIComponent(address);
    return cleanText(text) === text && !/[\t\n\r]/.test(text);
  } catch {
    return false;
  }
}

/** Whether host and protocol can stand in an address: the pages make one of them. HTTP/1.0 needs no host. */
function isPlainHost(host: string | undefined, protocol: string): boolean {
  if (protocol !== "http" && protocol !== "https") return false;
  return host === undefined || (/^[\w.:[\]-]+$/.test(host) && URL.canParse(`http://${host}`));
}

/** Refuses every write that a page of another site has sent. */
export function ownOriginOnly(config: Pick<Config, "publicUrl">) {
  return (request: Request, response: Response, next: NextFunction): void => {
    if (["GET", "HEAD", "OPTIONS"].includes(request.method) || isSameSite(request, config)) return next();
    response.status(403).json({ reason: "foreign-origin" });
  };
}

/**
 * Whether a browser can keep an exam under this address: sign-in cookies, encryption and durable storage exist only
 * under https or on this machine itself.
 */
export function isSecureHost(host: string, protocol: string): boolean {
  if (protocol === "https") return true;
  const name = host.replace(/:\d+$/, "");
  return name === "localhost" || name.endsWith(".localhost") || name === "127.0.0.1" || name === "[::1]";
}
