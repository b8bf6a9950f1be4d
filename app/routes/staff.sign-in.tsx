import { data, redirect, type ActionFunctionArgs, type MetaFunction } from "@remix-run/node";
import { useActionData } from "@remix-run/react";
import { StaffSignInScreen } from "#app/ui/sign-in/sign-in-screens.tsx";
import { signInStaff } from "../usecases/account/sign-in-staff.ts";
import { signInCookie } from "../web/cookie.ts";
import { pageTitle } from "../web/page-title.ts";
import { problemOf, statusOf } from "../web/refusals.ts";
import { fieldsOf } from "../web/signed-in.ts";

export const handle = { frame: "narrow" };
export const meta: MetaFunction = () => pageTitle("Staff sign-in");

export async function action({ request, context }: ActionFunctionArgs) {
  const { app } = context;
  const { email = "", password = "" } = await fieldsOf(request);
  const signed = await signInStaff(app, { email, password });
  if (signed.ok) {
    const headers = { "Set-Cookie": signInCookie(signed.token, (signed.expiresAtMs - app.now()) / 1_000) };
    return redirect(signed.complete ? "/staff" : "/staff/second-factor", { headers });
  }
  return data({ problem: problemOf(signed), email }, { status: statusOf(signed.reason) });
}

export default function StaffSignIn() {
  const refused = useActionData<typeof action>();
  return <StaffSignInScreen problem={refused?.problem ?? null} email={refused?.email ?? ""} />;
}
