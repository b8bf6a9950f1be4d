import { data, type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction } from "@remix-run/node";
import { useActionData, useLoaderData, useRevalidator } from "@remix-run/react";
import { useEffect } from "react";
import { ClockScreen } from "#app/ui/staff/clock-screen.tsx";
import { askClockConfirmation } from "../usecases/admin/ask-clock-confirmation.ts";
import { seeClock } from "../usecases/admin/see-clock.ts";
import { seeConfirmation } from "../usecases/admin/see-confirmation.ts";
import { pageTitle } from "../web/page-title.ts";
import { sentenceOf, statusOf } from "../web/refusals.ts";
import { fieldsOf, staffOf } from "../web/signed-in.ts";

const ROLES = ["admin"];
const LOOK_EVERY_MS = 1_000;
export const meta: MetaFunction = () => pageTitle("Clock");

export async function loader({ request, context }: LoaderFunctionArgs) {
  const actor = await staffOf(request, context, ROLES);
  const asked = new URL(request.url).searchParams.get("asked");
  const became = asked === null ? null : await seeConfirmation(actor, asked);
  return { ...(await seeClock(actor)), asked: became && { settled: became.settled, problem: became.refused && sentenceOf(became.refused) } };
}

export async function action({ request, context }: ActionFunctionArgs) {
  const actor = await staffOf(request, context, ROLES);
  const { finding = "", aheadMs = "" } = await fieldsOf(request);
  const asked = await askClockConfirmation(actor, { finding, shownAheadMs: /^-?\d{1,15}$/.test(aheadMs) ? Number(aheadMs) : Number.NaN, personId: actor.actor.personId });
  if (!asked.ok) return data({ problem: sentenceOf(asked.reason) }, { status: statusOf(asked.reason) });
  return new Response(null, { status: 303, headers: { Location: `/admin/clock?asked=${asked.id}` } });
}

export default function Clock() {
  const seen = useLoaderData<typeof loader>();
  const { revalidate } = useRevalidator();
  const isOpen = seen.asked?.settled === false;
  useEffect(() => {
    if (!isOpen) return;
    const timer = setInterval(revalidate, LOOK_EVERY_MS);
    return () => clearInterval(timer);
  }, [isOpen, revalidate]);
  return <ClockScreen {...seen} problem={useActionData<typeof action>()?.problem ?? null} />;
}
