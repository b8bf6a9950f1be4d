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
    const body: unknown = JSON.parse(await response.text());
    if (typeof body !== "object" || body === null || !("ok" in body)) return { ok: false, reason: "no-reply" };
    if (body.ok === true) return { ok: true };
    return { ok: false, reason: "reason" in body ? String(body.reason) : "no-reply" };
  } catch {
    return { ok: false, reason: "no-reply" };
  }
}
