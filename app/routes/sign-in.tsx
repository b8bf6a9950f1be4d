import { data, redirect, type ActionFunctionArgs, type HeadersArgs, type MetaFunction } from "@remix-run/node";
import { useActionData } from "@remix-run/react";
import { CandidateSignInScreen } from "#app/ui/sign-in/sign-in-screens.tsx";
import { signInCandidate } from "../usecases/candidate/sign-in-candidate.ts";
import { signInCookie } from "../web/cookie.ts";
import { pageTitle } from "../web/page-title.ts";
import { answerOf, problemOf } from "../web/refusals.ts";
import { fieldsOf } from "../web/signed-in.ts";

export const handle = { frame: "narrow" };
export const meta: MetaFunction = () => pageTitle("Sign in");
export const headers = ({ actionHeaders }: HeadersArgs) => actionHeaders;

export async function action({ request, context }: ActionFunctionArgs) {
  const { app, address } = context;
  const { candidateNumber = "", code = "" } = await fieldsOf(request);
  const signed = await signInCandidate(app, { candidateNumber, code, address });
  if (signed.ok) return redirect("/my", { headers: { "Set-Cookie": signInCookie(signed.token, (signed.expiresAtMs - app.now()) / 1_000) } });
  return data({ problem: problemOf(signed), candidateNumber }, answerOf(signed));
}

export default function SignIn() {
  const refused = useActionData<typeof action>();
  return <CandidateSignInScreen problem={refused?.problem ?? null} candidateNumber={refused?.candidateNumber ?? ""} />;
}
