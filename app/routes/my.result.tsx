import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { ResultPendingScreen, ResultScreen } from "#app/ui/candidate/result-screen.tsx";
import { seeResult } from "../usecases/candidate/see-result.ts";
import { pageTitle } from "../web/page-title.ts";
import { sentenceOf, statusOf } from "../web/refusals.ts";
import { candidateOf, type RouteContext } from "../web/signed-in.ts";

export const meta: MetaFunction = () => pageTitle("Result");

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const seen = await seeResult(await candidateOf(request, context as RouteContext), params.attemptId ?? "");
  if (seen.ok) return { released: true as const, result: seen.result };
  if (seen.reason === "result-pending") return { released: false as const, expectedOn: seen.detail ?? null };
  throw new Response(sentenceOf(seen.reason), { status: statusOf(seen.reason) });
}

export default function Result() {
  const seen = useLoaderData<typeof loader>();
  return seen.released ? <ResultScreen {...seen.result} /> : <ResultPendingScreen expectedOn={seen.expectedOn} />;
}
