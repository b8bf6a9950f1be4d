import { data, type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction } from "@remix-run/node";
import { useActionData, useLoaderData } from "@remix-run/react";
import { OfficeSittingScreen } from "#app/ui/staff/office-screens.tsx";
import { registerCandidate, type NewRegistration, type NotRegistered } from "../usecases/office/register-candidate.ts";
import { reissueCode } from "../usecases/office/reissue-code.ts";
import { seeSitting } from "../usecases/office/see-sittings.ts";
import { pageTitle } from "../web/page-title.ts";
import { sentenceOf, statusOf } from "../web/refusals.ts";
import { fieldsOf, staffOf } from "../web/signed-in.ts";

const ROLES = ["office", "admin"];
export const meta: MetaFunction<typeof loader> = ({ data: seen }) => pageTitle(seen?.sitting.title ?? "Sitting");

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const seen = await seeSitting(await staffOf(request, context, ROLES), params.sittingId ?? "");
  if (!seen.ok) throw new Response(sentenceOf(seen.reason), { status: statusOf(seen.reason) });
  const { sitting, form, candidates } = seen;
  return { sitting, form, candidates };
}

export async function action({ request, params, context }: ActionFunctionArgs) {
  const actor = await staffOf(request, context, ROLES);
  const { intent, registrationId = "", name = "", email = "", samePerson = "", differentFrom = "" } = await fieldsOf(request);
  const sittingId = params.sittingId ?? "";
  const identity = { samePerson: samePerson || null, differentFrom: differentFrom.split(",") };
  const done: Omit<NewRegistration, "registrationId"> | NotRegistered =
    intent === "reissue"
      ? await reissueCode(actor, { registrationId })
      : await registerCandidate(actor, { sittingId, name, email: email || null, identity });
  if (!done.ok) {
    const question = done.people ? { reason: done.reason, people: done.people } : null;
    const asked = { issued: null, problem: sentenceOf(done.reason), question, entered: { name, email } };
    return data(asked, { status: statusOf(done.reason) });
  }
  const { candidateNumber, admissionCode } = done;
  return data({ issued: { candidateNumber, admissionCode }, problem: null, question: null, entered: null });
}

export default function OfficeSitting() {
  const outcome = useActionData<typeof action>();
  const { issued = null, problem = null, question = null, entered = null } = outcome ?? {};
  return <OfficeSittingScreen {...useLoaderData<typeof loader>()} issued={issued} problem={problem} question={question} entered={entered} />;
}
