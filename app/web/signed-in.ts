import { emailOfStaffSignIn, findSignIn, type SignInFacts } from "#db/sign-ins.ts";
import { cleanText } from "#app/exam/text/plain-text.ts";
import { redirect } from "@remix-run/node";
import { countsStill } from "../usecases/account/judge-idle.ts";
import type { ActorContext } from "../usecases/context.ts";
import type { AppContext } from "./app-context.ts";
import { sentenceOf } from "./refusals.ts";
import { tokenHashOf } from "./cookie.ts";

/** Load context of every Remix route, and what Remix is told of it. */
export type RouteContext = {
  app: AppContext;
  nonce: string;
  insecureHost: boolean;
  /** The network that asks (`networkOf`): for counting tries, never for the log or the audit. */
  address: string;
};
declare module "@remix-run/server-runtime" {
  interface AppLoadContext extends RouteContext {}
}

export async function signInOf(request: Request, { app }: RouteContext): Promise<SignInFacts | null> {
  return signInOfCookie(request.headers.get("Cookie"), app);
}

export async function signInOfCookie(cookie: string | null | undefined, { db, now, acts }: Pick<AppContext, "db" | "now" | "acts">): Promise<SignInFacts | null> {
  const tokenHash = tokenHashOf(cookie);
  const found = tokenHash === null ? null : await findSignIn(db.read, tokenHash, now());
  if (!found) return null;
  const signIn = { ...found, lastActMs: Math.max(found.lastActMs, acts.lastOf(found.tokenHash)) };
  return countsStill(signIn, now()) ? signIn : null;
}

/** The address of the member of staff whose sign-in this browser holds, also after it has run out; null after it was ended. */
export async function staffEmailOf(request: Request, { app }: RouteContext): Promise<string | null> {
  const tokenHash = tokenHashOf(request.headers.get("Cookie"));
  return tokenHash === null ? null : emailOfStaffSignIn(app.db.read, tokenHash);
}

/** Counts as an act of whoever is signed in, for the time after which staff are signed out. */
export function countAsAct(request: Request, { app }: RouteContext): void {
  const tokenHash = tokenHashOf(request.headers.get("Cookie"));
  if (tokenHash !== null) app.acts.note(tokenHash);
}

/** Whether somebody has pressed something, or a page that is open asks by itself. A browser that does not say is believed. */
function isActOfPerson({ method, headers }: Request): boolean {
  return method !== "GET" || (headers.get("Sec-Fetch-Mode") ?? "navigate") === "navigate";
}

function asActor(app: AppContext, signIn: SignInFacts): ActorContext & AppContext {
  const { personId, name, roles, registrationId } = signIn;
  return { ...app, actor: { personId, name, roles, registrationId } };
}

/** The answer to whoever may not see a page: 403, and the roles it is for (`candidate`: with an admission code). */
function turnedAway(audience: readonly string[]): Response {
  return Response.json({ audience }, { status: 403 });
}

/** The candidate who asks, or a redirect to the candidates' sign-in. Staff without the role are refused with 403. */
export async function candidateOf(request: Request, context: RouteContext): Promise<ActorContext & AppContext> {
  const signIn = await signInOf(request, context);
  if (!signIn) throw redirect("/sign-in");
  if (signIn.registrationId === null) throw turnedAway(["candidate"]);
  return asActor(context.app, signIn);
}

/**
 * The member of staff who asks, with at least one of the roles. Without a sign-in: a redirect; while the second factor
 * is owed: a redirect there; a candidate's sign-in or another role: 403. A candidate's code never opens a staff page,
 * whatever roles the person has.
 */
export async function staffOf(
  request: Request,
  context: RouteContext,
  roles: readonly string[],
): Promise<ActorContext & AppContext> {
  const signIn = await signInOf(request, context);
  if (!signIn) throw redirect("/staff/sign-in");
  if (signIn.registrationId !== null) throw turnedAway(roles);
  if (!signIn.complete) throw redirect("/staff/second-factor");
  if (!signIn.roles.some((role) => roles.includes(role))) throw turnedAway(roles);
  if (isActOfPerson(request)) countAsAct(request, context);
  return asActor(context.app, signIn);
}

/** The form fields of a request as clean texts; files are left out. What cannot be read as a form is answered with 400. */
export async function fieldsOf(request: Request): Promise<Record<string, string>> {
  const form = await request.formData().catch(() => null);
  if (form === null) throw new Response(sentenceOf("not-a-form"), { status: 400 });
  const fields: Record<string, string> = {};
  for (const [name, value] of form) if (typeof value === "string") fields[name] = cleanText(value);
  return fields;
}
