import { readSignedIn } from "#app/messages/short-replies.ts";
import type { PlayerEnvironment } from "../page/environment.ts";

export type SignInAgain = { ok: true } | { ok: false; reason: string };

/** Renews the sign-in from within the page; `no-reply` when the server cannot be reached. */
export async function signInAgain(
  { fetch }: Pick<PlayerEnvironment, "fetch">,
  url: string,
  fields: { candidateNumber: string; code: string },
): Promise<SignInAgain> {
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: { "Content-Type": "application/x-www-form-urlencoded", Accept: "application/json" },
      body: new URLSearchParams(fields).toString(),
      credentials: "same-origin",
      cache: "no-store",
    });
    return readSignedIn(JSON.parse(await response.text())) ?? { ok: false, reason: "no-reply" };
  } catch {
    return { ok: false, reason: "no-reply" };
  }
}
