import { data, redirect, type ActionFunctionArgs, type HeadersArgs, type LoaderFunctionArgs, type MetaFunction } from "@remix-run/node";
import { useActionData, useLoaderData } from "@remix-run/react";
import { toDataURL } from "qrcode";
import { RecoveryCodesScreen, SecondFactorScreen } from "#app/ui/sign-in/sign-in-screens.tsx";
import { confirmSecondFactor } from "../usecases/account/confirm-second-factor.ts";
import { setUpSecondFactor } from "../usecases/account/set-up-second-factor.ts";
import { browserCookie, browserTokenOf } from "../web/cookie.ts";
import { pageTitle } from "../web/page-title.ts";
import { answerOf, problemOf } from "../web/refusals.ts";
import { fieldsOf, signInOf, type RouteContext } from "../web/signed-in.ts";

export const handle = { frame: "narrow" };
export const meta: MetaFunction = () => pageTitle("Second factor");
export const headers = ({ actionHeaders }: HeadersArgs) => actionHeaders;

async function staffSignIn(request: Request, context: RouteContext) {
  const signIn = await signInOf(request, context);
  if (!signIn || signIn.registrationId !== null) throw redirect("/staff/sign-in");
  return signIn;
}

/** Only a staff sign-in that still owes its second factor has business here, and one that a code sent from here has just completed. */

export async function loader({ request, context }: LoaderFunctionArgs) {
  const { app } = context;
  const signIn = await staffSignIn(request, context);
  if (signIn.complete) {
    if (!new URL(request.url).searchParams.has("sent")) throw redirect("/staff");
    return { isDone: true, setup: null };
  }
  const setUp = await setUpSecondFactor(app, signIn);
  return { isDone: false, setup: setUp.ok ? { secret: setUp.secret, picture: await toDataURL(setUp.uri, { margin: 1, width: 196 }) } : null };
}

export async function action({ request, context }: ActionFunctionArgs) {
  const { app } = context;
  const signIn = await staffSignIn(request, context);
  if (signIn.complete) throw redirect("/staff");
  const { code = "", recoveryCode = "" } = await fieldsOf(request);
  const confirmed = await confirmSecondFactor(app, signIn, { code: code || recoveryCode, browser: browserTokenOf(request.headers.get("Cookie")), address: context.address });
  if (confirmed.ok) {
    const { token, expiresAtMs } = confirmed.browser;
    const headers = { "Set-Cookie": browserCookie(token, (expiresAtMs - app.now()) / 1_000) };
    const { recoveryCodes } = confirmed;
    return recoveryCodes ? data({ recoveryCodes, problem: null }, { headers }) : redirect("/staff", { headers });
  }
  return data({ recoveryCodes: null, problem: problemOf(confirmed) }, answerOf(confirmed));
}

export default function SecondFactor() {
  const { isDone, setup } = useLoaderData<typeof loader>();
  const { recoveryCodes, problem } = useActionData<typeof action>() ?? { recoveryCodes: null, problem: null };
  return isDone ? <RecoveryCodesScreen codes={recoveryCodes} /> : <SecondFactorScreen setup={setup} problem={problem} />;
}
