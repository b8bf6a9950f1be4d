import { data, type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction } from "@remix-run/node";
import { useActionData, useLoaderData } from "@remix-run/react";
import { OfficeSittingScreen, type OfficeSittingProps } from "#app/ui/staff/office-screens.tsx";
import { registerCandidate, type NewRegistration, type NotRegistered } from "../usecases/office/register-candidate.ts";
import { reissueCode } from "../usecases/office/reissue-code.ts";
import { undoReissue } from "../usecases/office/undo-reissue.ts";
import { seeSitting } from "../usecases/office/see-sittings.ts";
import { pageTitle } from "../web/page-title.ts";
import { sentenceOf, statusOf } from "../web/refusals.ts";
import { fieldsOf, staffOf } from "../web/signed-in.ts";

const ROLES = ["office", "admin"];
type Outcome = Pick<OfficeSittingProps, "issued" | "undone" | "problem" | "question" | "entered">;
const NOTHING: Outcome = { issued: null, undone: null, problem: null, question: null, entered: null };
export const meta: MetaFunction<typeof loader> = ({ data: seen }) => pageTitle(seen?.sitting.title ?? "Sitting");

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const seen = await seeSitting(await staffOf(request, context, ROLES), params.sittingId ?? "");
  if (!seen.ok) throw new Response(sentenceOf(seen.reason), { status: statusOf(seen.reason) });
  const { sitting, form, candidates } = seen;
  return { sitting, form, candidates };
}

export async function action({ request, params, context }: ActionFunctionArgs) {
  const actor = await staffOf(request, context, ROLES);
  const { intent, registrationId = "", reason = "", number = "", name = "", email = "", samePerson = "", differentFrom = "" } = await fieldsOf(request);
  const sittingId = params.sittingId ?? "";
  if (intent === "undo-reissue") {
    const taken = await undoReissue(actor, { registrationId, number: Number(number) });
    if (taken.ok) return data({ ...NOTHING, undone: taken.candidateNumber });
    return data({ ...NOTHING, problem: sentenceOf(taken.reason) }, { status: statusOf(taken.reason) });
  }
  const identity = { samePerson: samePerson || null, differentFrom: differentFrom.split(",") };
  const done: (NewRegistration & { number?: number }) | NotRegistered =
    intent === "reissue"
      ? await reissueCode(actor, { registrationId, reason })
      : await registerCandidate(actor, { sittingId, name, email: email || null, identity });
  if (!done.ok) {
    const question = done.people ? { reason: done.reason, people: done.people } : null;
    return data({ ...NOTHING, problem: sentenceOf(done.reason), question, entered: { name, email } }, { status: statusOf(done.reason) });
  }
  const { candidateNumber, admissionCode, number: given } = done;
  return data({ ...NOTHING, issued: { candidateNumber, admissionCode, ...(given === undefined ? {} : { number: given }) } });
}

export default function OfficeSitting() {
  const outcome = useActionData<typeof action>();
  return <OfficeSittingScreen {...useLoaderData<typeof loader>()} {...(outcome ?? NOTHING)} />;
}
