import { redirect, type ActionFunctionArgs } from "@remix-run/node";
import { prepareAttempt } from "../usecases/candidate/prepare-attempt.ts";
import { sentenceOf, statusOf } from "../web/refusals.ts";
import { candidateOf, fieldsOf } from "../web/signed-in.ts";

/** Opens the exam of the registration one signed in with: makes the attempt when there is none, and goes there. */
export async function action({ request, context }: ActionFunctionArgs) {
  const actor = await candidateOf(request, context);
  const { again } = await fieldsOf(request);
  const prepared = await prepareAttempt(actor, { again: again === "yes" });
  if (!prepared.ok) throw new Response(sentenceOf(prepared.reason), { status: statusOf(prepared.reason) });
  return redirect(`/exam/${prepared.attempt.id}`);
}

export function loader() {
  return redirect("/my");
}
