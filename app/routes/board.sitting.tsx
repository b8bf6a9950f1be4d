import { data, redirect, type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction } from "@remix-run/node";
import { useActionData, useLoaderData } from "@remix-run/react";
import { BoardSittingScreen } from "#app/ui/staff/board-screens.tsx";
import { candidatesText } from "#app/ui/staff/release.tsx";
import { approveScoreRun, type NotApproved } from "../usecases/board/approve-release.ts";
import { scoreSittingRun, type NotScored } from "../usecases/board/score-sitting.ts";
import { seeSitting } from "../usecases/board/see-sittings.ts";
import { pageTitle } from "../web/page-title.ts";
import { sentenceOf, statusOf } from "../web/refusals.ts";
import { fieldsOf, staffOf } from "../web/signed-in.ts";

const ROLES = ["board"];
export const meta: MetaFunction<typeof loader> = ({ data: seen }) => pageTitle(seen?.sitting.title ?? "Sitting");

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const seen = await seeSitting(await staffOf(request, context, ROLES), params.sittingId ?? "");
  if (!seen.ok) throw new Response(sentenceOf(seen.reason), { status: statusOf(seen.reason) });
  return seen.detail;
}

export async function action({ request, params, context }: ActionFunctionArgs) {
  const actor = await staffOf(request, context, ROLES);
  const sittingId = params.sittingId ?? "";
  const { intent, scoreRunId = "" } = await fieldsOf(request);
  const done: { ok: true } | NotApproved | NotScored = intent === "approve" ? await approveScoreRun(actor, { scoreRunId }) : await scoreSittingRun(actor, { sittingId });
  if (done.ok) return redirect(`/board/sittings/${sittingId}`);
  const candidates = candidatesText(done.against?.filter(({ why }) => why === "still-open" || done.reason !== "release-while-open") ?? []);
  return data({ problem: sentenceOf(done.reason, { candidates }) }, { status: statusOf(done.reason) });
}

export default function BoardSitting() {
  return <BoardSittingScreen {...useLoaderData<typeof loader>()} problem={useActionData<typeof action>()?.problem ?? null} />;
}
