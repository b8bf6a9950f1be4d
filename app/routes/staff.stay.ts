import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { untilIdle } from "../usecases/account/judge-idle.ts";
import { statusOf } from "../web/refusals.ts";
import { signInOf, type RouteContext } from "../web/signed-in.ts";

/** How long the sign-in of a page that is open lasts without an act. To ask is none. */
export async function loader({ request, context }: LoaderFunctionArgs) {
  return toldOf(request, context);
}

/** Somebody sits at the page: they have typed or said so. */
export async function action({ request, context }: ActionFunctionArgs) {
  const signIn = await signInOf(request, context);
  if (signIn) context.app.acts.note(signIn.tokenHash);
  return toldOf(request, context);
}

/** JSON in place of a page: nothing is left or reloaded. */
async function toldOf(request: Request, context: RouteContext): Promise<Response> {
  const signIn = await signInOf(request, context);
  if (!signIn?.complete || signIn.registrationId !== null) return Response.json({ ok: false, reason: "sign-in-ended" }, { status: statusOf("sign-in-ended") });
  return Response.json({ ok: true, leftMs: untilIdle(signIn, context.app.now()) });
}
