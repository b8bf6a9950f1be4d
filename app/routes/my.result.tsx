import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { KeptHere } from "#app/ui/candidate/kept-here.tsx";
import { ReceiptCard } from "#app/ui/candidate/receipt-card.tsx";
import { ResultPendingScreen, ResultScreen } from "#app/ui/candidate/result-screen.tsx";
import { ReviewList } from "#app/ui/candidate/review-list.tsx";
import { seeReceipt } from "../usecases/candidate/see-receipt.ts";
import { seeResult } from "../usecases/candidate/see-result.ts";
import { seeReview } from "../usecases/candidate/see-review.ts";
import { pageTitle } from "../web/page-title.ts";
import { sentenceOf, statusOf } from "../web/refusals.ts";
import { candidateOf } from "../web/signed-in.ts";

export const meta: MetaFunction = () => pageTitle("Result");

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const actor = await candidateOf(request, context);
  const attemptId = params.attemptId ?? "";
  const seen = await seeResult(actor, attemptId);
  const kept = await seeReceipt(actor, attemptId);
  const receipt = kept.ok ? kept.receipt : null;
  if (seen.ok) {
    const reviewed = await seeReview(actor, attemptId);
    return { released: true as const, attemptId, result: seen.result, receipt, review: reviewed.ok ? reviewed.review : null };
  }
  if (seen.reason === "result-pending") return { released: false as const, attemptId, expectedOn: seen.detail ?? null, receipt };
  throw new Response(sentenceOf(seen.reason), { status: statusOf(seen.reason) });
}

export default function Result() {
  const seen = useLoaderData<typeof loader>();
  const receipt = (
    <>
      <KeptHere attemptId={seen.attemptId} />
      {seen.receipt !== null && <ReceiptCard receipt={seen.receipt} />}
    </>
  );
  if (!seen.released) return <ResultPendingScreen expectedOn={seen.expectedOn} receipt={receipt} />;
  return <ResultScreen result={seen.result} receipt={receipt} review={seen.review === null ? null : <ReviewList review={seen.review} attemptId={seen.attemptId} />} />;
}
