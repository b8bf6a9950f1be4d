import { data, type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction } from "@remix-run/node";
import { useActionData, useLoaderData } from "@remix-run/react";
import { OfficeSittingScreen } from "#app/ui/staff/office-screens.tsx";
import { registerCandidate } from "../usecases/office/register-candidate.ts";
import { reissueCode } from "../usecases/office/reissue-code.ts";
import { seeSitting } from "../usecases/office/see-sittings.ts";
import { pageTitle } from "../web/page-title.ts";
import { sentenceOf, statusOf } from "../web/refusals.ts";
import { fieldsOf, staffOf, type RouteContext } from "../web/signed-in.ts";

const ROLES = ["office", "admin"];
export const meta: MetaFunction<typeof loader> = ({ data: seen }) => pageTitle(seen?.sitting.title ?? "Sitting");

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const seen = await seeSitting(await staffOf(request, context as RouteContext, ROLES), params.sittingId ?? "");
  if (!seen.ok) throw new Response(sentenceOf(seen.reason), { status: statusOf(seen.reason) });
  const { sitting, form, candidates } = seen;
  return { sitting, form, candidates };
}

export async function action({ request, params, context }: ActionFunctionArgs) {
  const actor = await staffOf(request, context as RouteContext, ROLES);
  const { intent, registrationId = "", name = "", email = "" } = await fieldsOf(request);
  const sittingId = params.sittingId ?? "";
  const done =
    intent === "reissue"
      ? await reissueCode(actor, { registrationId })
      : await registerCandidate(actor, { sittingId, name, email: email || null });
  if (!done.ok) return data({ issued: null, problem: sentenceOf(done.reason) }, { status: statusOf(done.reason) });
  const { candidateNumber, admissionCode } = done;
  return data({ issued: { candidateNumber, admissionCode }, problem: null });
}

export default function OfficeSitting() {
  const told = useActionData<typeof action>();
  return <OfficeSittingScreen {...useLoaderData<typeof loader>()} issued={told?.issued ?? null} problem={told?.problem ?? null} />;
}
