import { peopleOfBrowser, storeKnownBrowser } from "#db/known-browsers.ts";
import type { Trx } from "#db/open.ts";
import type { Context } from "./context.ts";
import { hashOfToken, newSignInToken } from "./make-sign-in-token.ts";

const KNOWN_FOR_MS = 180 * 86_400_000;

/** What the cookie of a browser that is known holds, and until when. It opens nothing: it only counts wrong tries apart. */
export type KnownBrowser = { token: string; expiresAtMs: number };

/**
 * Keeps, with a complete sign-in, that this person uses this browser. The token that it carries stays when it is one of
 * ours, for several people may share a computer; any other is replaced, so that nobody can choose it.
 */
export async function rememberBrowser(
  { now, randomBytes }: Pick<Context, "now" | "randomBytes">,
  trx: Trx,
  { personId, browser }: { personId: string; browser: string | null },
): Promise<KnownBrowser> {
  const nowMs = now();
  const isOurs = browser !== null && (await peopleOfBrowser(trx, hashOfToken(browser), nowMs)).length > 0;
  const token = isOurs ? browser : newSignInToken(randomBytes).token;
  const expiresAtMs = nowMs + KNOWN_FOR_MS;
  await storeKnownBrowser(trx, { tokenHash: hashOfToken(token), personId, nowMs, expiresAtMs });
  return { token, expiresAtMs };
}
