import { data, redirect, type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction } from "@remix-run/node";
import { useActionData, useLoaderData, useRevalidator } from "@remix-run/react";
import { useEffect } from "react";
import { ProctorSittingScreen, type ProctorSittingProps } from "#app/ui/staff/proctor-screens.tsx";
import { actOnAttempt } from "../usecases/proctor/act-on-attempt.ts";
import { reissueCodeInRoom } from "../usecases/proctor/reissue-code-in-room.ts";
import { undoReissueInRoom } from "../usecases/proctor/undo-reissue-in-room.ts";
import { watchSitting } from "../usecases/proctor/watch-sitting.ts";
import { pageTitle } from "../web/page-title.ts";
import { sentenceOf, statusOf } from "../web/refusals.ts";
import { siteOf } from "../web/site.ts";
import { canStore } from "../web/told-to-wait.ts";
import { countAsAct, fieldsOf, staffOf } from "../web/signed-in.ts";

const ROLES = ["proctor", "admin"];
const ACTS = ["admit", "release-seat"] as const;
type Outcome = Pick<ProctorSittingProps, "issued" | "undone" | "problem">;
const NOTHING: Outcome = { issued: null, undone: null, problem: null };
const REFRESH_MS = 2_000;
const ASLEEP_MS = 5 * 60_000;
const REST_MS = 5_000;
export const handle = { frame: "wide" };
export const meta: MetaFunction<typeof loader> = ({ data: seen }) => pageTitle(seen?.sitting.title ?? "Sitting");

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const seen = await watchSitting(await staffOf(request, context, ROLES), params.sittingId ?? "");
  if (!seen.ok) throw new Response(sentenceOf(seen.reason), { status: statusOf(seen.reason) });
  const { sitting, serverTimeMs, candidates } = seen;
  // The wall of a sitting that runs asks by itself, and never signs its proctor out.
  if (seen.isRunning) countAsAct(request, context);
  const notReady = context.app.notReady();
  const { site } = await siteOf(request, context);
  return { sitting, serverTimeMs, candidates, storing: canStore(context.app), trouble: notReady === null ? null : { sentence: sentenceOf(notReady), telephone: site.telephone } };
}

export async function action({ request, params, context }: ActionFunctionArgs) {
  const actor = await staffOf(request, context, ROLES);
  const { intent, attemptId = "", actId = "", reason = "", registrationId = "", number = "", identityChecked } = await fieldsOf(request);
  if (intent === "reissue") {
    const given = await reissueCodeInRoom(actor, { registrationId, reason, identityChecked: identityChecked === "yes" });
    return given.ok ? data({ ...NOTHING, issued: given }) : refused(given);
  }
  if (intent === "undo-reissue") {
    const taken = await undoReissueInRoom(actor, { registrationId, number: Number(number) });
    return taken.ok ? data({ ...NOTHING, undone: taken.candidateNumber }) : refused(taken);
  }
  const kind = ACTS.find((act) => act === intent);
  if (kind === undefined) return refused({ reason: "malformed" });
  const done = await actOnAttempt(actor, { attemptId, actId, act: { kind, reason } });
  if (done.ok) return redirect(`/proctor/sittings/${params.sittingId ?? ""}`);
  return refused(done);
}

function refused({ reason }: { reason: string }) {
  return data({ ...NOTHING, problem: sentenceOf(reason) }, { status: statusOf(reason) });
}

export default function ProctorSitting() {
  const { revalidate } = useRevalidator();
  useEffect(() => {
    let beforeMs = Date.now();
    let restsUntilMs = 0;
    const timer = setInterval(() => {
      const nowMs = Date.now();
      // After a sleep of the machine the sign-in may be over: the page asks for it first, in place.
      if (nowMs - beforeMs > ASLEEP_MS) restsUntilMs = nowMs + REST_MS;
      beforeMs = nowMs;
      // A reason that is being typed must not lose its field, nor a page over which somebody signs in again.
      const isBusy = document.activeElement?.tagName === "INPUT" || document.querySelector("dialog[open]") !== null;
      if (!isBusy && !document.hidden && nowMs >= restsUntilMs) revalidate();
    }, REFRESH_MS);
    return () => clearInterval(timer);
  }, [revalidate]);
  return <ProctorSittingScreen {...useLoaderData<typeof loader>()} {...(useActionData<typeof action>() ?? NOTHING)} />;
}
