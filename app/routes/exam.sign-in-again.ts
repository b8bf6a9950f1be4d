import type { ActionFunctionArgs } from "@remix-run/node";
import { signInCandidate } from "../usecases/candidate/sign-in-candidate.ts";
import { signInCookie } from "../web/cookie.ts";
import { answerOf, sentenceOf } from "../web/refusals.ts";
import { fieldsOf } from "../web/signed-in.ts";

/** Renews the sign-in from within the exam page: JSON in place of a page, so that nothing is left or reloaded. */
export async function action({ request, context }: ActionFunctionArgs) {
  const { app, address } = context;
  const { candidateNumber = "", code = "" } = await fieldsOf(request);
  const signed = await signInCandidate(app, { candidateNumber, code, address });
  if (!signed.ok) {
    return Response.json({ ok: false, reason: signed.reason, sentence: sentenceOf(signed.reason) }, answerOf(signed));
  }
  const headers = { "Set-Cookie": signInCookie(signed.token, (signed.expiresAtMs - app.now()) / 1_000) };
  return Response.json({ ok: true }, { headers });
}

export function loader() {
  return Response.json({ ok: false, reason: "not-found" }, { status: 404 });
}
