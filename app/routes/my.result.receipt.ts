import type { LoaderFunctionArgs } from "@remix-run/node";
import { receiptText } from "#app/ui/candidate/receipt-text.ts";
import { seeReceipt } from "../usecases/candidate/see-receipt.ts";
import { sentenceOf, statusOf } from "../web/refusals.ts";
import { candidateOf } from "../web/signed-in.ts";

/** The receipt as a text file to keep. */
export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const seen = await seeReceipt(await candidateOf(request, context), params.attemptId ?? "");
  if (!seen.ok) throw new Response(sentenceOf(seen.reason), { status: statusOf(seen.reason) });
  return new Response(receiptText(seen.receipt), {
    headers: { "Content-Type": "text/plain; charset=utf-8", "Content-Disposition": `attachment; filename="receipt-${seen.receipt.candidateNumber}.txt"` },
  });
}
