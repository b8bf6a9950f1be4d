import { data, redirect, type ActionFunctionArgs, type HeadersArgs, type LoaderFunctionArgs, type MetaFunction } from "@remix-run/node";
import { useActionData, useLoaderData } from "@remix-run/react";
import { toDataURL } from "qrcode";
import { SecondFactorScreen } from "#app/ui/sign-in/sign-in-screens.tsx";
import { confirmSecondFactor } from "../usecases/account/confirm-second-factor.ts";
import { setUpSecondFactor } from "../usecases/account/set-up-second-factor.ts";
import { browserCookie, browserTokenOf } from "../web/cookie.ts";
import { pageTitle } from "../web/page-title.ts";
import { answerOf, problemOf } from "../web/refusals.ts";
import { fieldsOf, signInOf, type RouteContext } from "../web/signed-in.ts";

export const handle = { frame: "narrow" };
export const meta: MetaFunction = () => pageTitle("Second factor");
export const headers = ({ actionHeaders }: HeadersArgs) => actionHeaders;

/** Only a staff sign-in that still owes its second factor has business here. */
async function incompleteSignIn(request: Request, context: RouteContext) {
  const signIn = await signInOf(request, context);
  if (!signIn || signIn.registrationId !== null) throw redirect("/staff/sign-in");
  if (signIn.complete) throw redirect("/staff");
  return signIn;
}

export async function loader({ request, context }: LoaderFunctionArgs) {
  const { app } = context;
  const signIn = await incompleteSignIn(request, context);
  const setUp = await setUpSecondFactor(app, signIn);
  return { setup: setUp.ok ? { secret: setUp.secret, picture: await toDataURL(setUp.uri, { margin: 1, width: 196 }) } : null };
}

export async function action({ request, context }: ActionFunctionArgs) {
  const { app } = context;
  const signIn = await incompleteSignIn(request, context);
  const { code = "" } = await fieldsOf(request);
  const confirmed = await confirmSecondFactor(app, signIn, { code, browser: browserTokenOf(request.headers.get("Cookie")), address: context.address });
  if (confirmed.ok) {
    const { token, expiresAtMs } = confirmed.browser;
    return redirect("/staff", { headers: { "Set-Cookie": browserCookie(token, (expiresAtMs - app.now()) / 1_000) } });
  }
  return data({ problem: problemOf(confirmed) }, answerOf(confirmed));
}

export default function SecondFactor() {
  const { setup } = useLoaderData<typeof loader>();
  return <SecondFactorScreen setup={setup} problem={useActionData<typeof action>()?.problem ?? null} />;
}
