import type { ActionFunctionArgs } from "@remix-run/node";
import { confirmSecondFactor } from "../usecases/account/confirm-second-factor.ts";
import { signInStaff } from "../usecases/account/sign-in-staff.ts";
import { signOut } from "../usecases/account/sign-out.ts";
import { browserCookie, browserTokenOf, signInCookie, tokenHashOf } from "../web/cookie.ts";
import { answerOf, sentenceOf } from "../web/refusals.ts";
import { fieldsOf, signInOf, staffEmailOf, type RouteContext } from "../web/signed-in.ts";

/**
 * Renews the sign-in of the same person from within a page of staff: first with the password, then, where it is owed,
 * with the second factor. JSON in place of a page, so that what was typed stays.
 */
export async function action({ request, context }: ActionFunctionArgs) {
  const { password = "", code } = await fieldsOf(request);
  return code === undefined ? withPassword(request, context, password) : withCode(request, context, code);
}

async function withPassword(request: Request, context: RouteContext, password: string): Promise<Response> {
  const { app, address } = context;
  const cookie = request.headers.get("Cookie");
  const email = await staffEmailOf(request, context);
  if (email === null) return refused({ reason: "sign-in-ended" });
  const signed = await signInStaff(app, { email, password, address, browser: browserTokenOf(cookie) });
  if (!signed.ok) return refused(signed);
  const before = tokenHashOf(cookie);
  if (before !== null) await signOut(app, before);
  const headers = new Headers({ "Set-Cookie": signInCookie(signed.token, (signed.expiresAtMs - app.now()) / 1_000) });
  if (signed.browser) headers.append("Set-Cookie", browserCookie(signed.browser.token, (signed.browser.expiresAtMs - app.now()) / 1_000));
  return Response.json({ ok: true, complete: signed.complete }, { headers });
}

async function withCode(request: Request, context: RouteContext, code: string): Promise<Response> {
  const { app, address } = context;
  const signIn = await signInOf(request, context);
  if (!signIn || signIn.registrationId !== null) return refused({ reason: "sign-in-ended" });
  const browser = browserTokenOf(request.headers.get("Cookie"));
  // There is no room here to show recovery codes: whoever has none gets them with the next sign-in on a page of its own.
  const confirmed = await confirmSecondFactor(app, signIn, { code, browser, address, inPlace: true });
  if (!confirmed.ok) return refused(confirmed);
  const { token, expiresAtMs } = confirmed.browser;
  return Response.json({ ok: true, complete: true }, { headers: { "Set-Cookie": browserCookie(token, (expiresAtMs - app.now()) / 1_000) } });
}

function refused(refusal: { reason: string; retryAfterSeconds?: number }): Response {
  return Response.json({ ok: false, reason: refusal.reason, sentence: sentenceOf(refusal.reason) }, answerOf(refusal));
}

export function loader() {
  return Response.json({ ok: false, reason: "not-found" }, { status: 404 });
}
