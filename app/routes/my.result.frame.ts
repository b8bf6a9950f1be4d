import type { LoaderFunctionArgs } from "@remix-run/node";
import { seeReviewFrame } from "../usecases/candidate/see-review.ts";
import { sentenceOf, statusOf } from "../web/refusals.ts";
import { candidateOf } from "../web/signed-in.ts";

/** One frame for the review of a practice exam, as it is stored. */
export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const seen = await seeReviewFrame(await candidateOf(request, context), params.attemptId ?? "", params.hash ?? "");
  if (!seen.ok) throw new Response(sentenceOf(seen.reason), { status: statusOf(seen.reason) });
  return new Response(new Uint8Array(seen.bytes), {
    headers: { "Content-Type": "application/octet-stream", "Cache-Control": "private, max-age=3600, immutable" },
  });
}
