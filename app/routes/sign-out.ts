import { redirect, type ActionFunctionArgs } from "@remix-run/node";
import { signOut } from "../usecases/account/sign-out.ts";
import { ENDED_COOKIE, tokenHashOf } from "../web/cookie.ts";

export async function action({ request, context }: ActionFunctionArgs) {
  const { app } = context;
  const tokenHash = tokenHashOf(request.headers.get("Cookie"));
  if (tokenHash !== null) await signOut(app, tokenHash);
  return redirect("/", { headers: { "Set-Cookie": ENDED_COOKIE, "Clear-Site-Data": '"cache"' } });
}

export function loader() {
  return redirect("/");
}
