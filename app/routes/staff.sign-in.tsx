import { data, redirect, type ActionFunctionArgs, type HeadersArgs, type MetaFunction } from "@remix-run/node";
import { useActionData } from "@remix-run/react";
import { StaffSignInScreen } from "#app/ui/sign-in/sign-in-screens.tsx";
import { signInStaff } from "../usecases/account/sign-in-staff.ts";
import { browserCookie, browserTokenOf, signInCookie } from "../web/cookie.ts";
import { pageTitle } from "../web/page-title.ts";
import { answerOf, problemOf } from "../web/refusals.ts";
import { fieldsOf } from "../web/signed-in.ts";

export const handle = { frame: "narrow" };
export const meta: MetaFunction = () => pageTitle("Staff sign-in");
export const headers = ({ actionHeaders }: HeadersArgs) => actionHeaders;

export async function action({ request, context }: ActionFunctionArgs) {
  const { app, address } = context;
  const browser = browserTokenOf(request.headers.get("Cookie"));
  const { email = "", password = "" } = await fieldsOf(request);
  const signed = await signInStaff(app, { email, password, address, browser });
  if (signed.ok) {
    const headers = new Headers({ "Set-Cookie": signInCookie(signed.token, (signed.expiresAtMs - app.now()) / 1_000) });
    if (signed.browser) headers.append("Set-Cookie", browserCookie(signed.browser.token, (signed.browser.expiresAtMs - app.now()) / 1_000));
    return redirect(signed.complete ? "/staff" : "/staff/second-factor", { headers });
  }
  return data({ problem: problemOf(signed), email }, answerOf(signed));
}

export default function StaffSignIn() {
  const refused = useActionData<typeof action>();
  return <StaffSignInScreen problem={refused?.problem ?? null} email={refused?.email ?? ""} />;
}
