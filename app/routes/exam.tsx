import { redirect, type LoaderFunctionArgs, type MetaFunction } from "@remix-run/node";
import { useLoaderData, useRouteError, useRouteLoaderData } from "@remix-run/react";
import { ErrorPage, wordsOfError } from "#app/ui/exam/error-page.tsx";
import { ExamPage } from "#app/ui/exam/exam-page.tsx";
import { errorWords, factsOf } from "#app/ui/public/error-words.ts";
import words from "#app/ui/words/everywhere.en.json" with { type: "json" };
import { openExam } from "../usecases/candidate/open-exam.ts";
import { pageTitle, SITE_NAME } from "../web/page-title.ts";
import { sentenceOf, statusOf } from "../web/refusals.ts";
import { candidateOf } from "../web/signed-in.ts";
import { siteOf } from "../web/site.ts";
import { toldToWait } from "../web/told-to-wait.ts";

export const meta: MetaFunction<typeof loader> = ({ data, error }) => (error ? pageTitle(wordsOfError(error).title) : [{ title: data?.sittingTitle ?? SITE_NAME }]);

/** The exam is one document: this loader runs once, everything after it is the player's. */
export async function loader(asked: LoaderFunctionArgs) {
  try {
    return await open(asked);
  } catch (thrown) {
    throw await inWords(toldToWait(thrown) ?? thrown, asked);
  }
}

async function open({ request, params, context }: LoaderFunctionArgs) {
  // The pages of the site say why this address cannot be used.
  if (context.insecureHost) throw redirect("/");
  const actor = await candidateOf(request, context);
  const opened = await openExam(actor, params.attemptId ?? "");
  if (!opened.ok) throw new Response(sentenceOf(opened.reason), { status: statusOf(opened.reason) });
  const { exam } = opened;
  if (exam.closed) throw redirect(`/my/results/${exam.attemptId}`);
  return {
    ...exam,
    demonstration: exam.demonstration ? words.demonstration : null,
    buildId: actor.build.id,
    version: actor.build.version,
    resultUrl: `/my/results/${exam.attemptId}`,
    homeUrl: "/my",
    signInAgainUrl: "/exam/sign-in-again",
  };
}

/** A refusal in the words of the site's error screen, which are known here and not in the program of the exam page. */
async function inWords(thrown: unknown, { request, context }: LoaderFunctionArgs): Promise<unknown> {
  if (!(thrown instanceof Response) || thrown.status < 400) return thrown;
  const { status } = thrown;
  const isJson = thrown.headers.get("Content-Type")?.startsWith("application/json") ?? false;
  const data: unknown = isJson ? await thrown.json() : await thrown.text();
  const { visitor } = await siteOf(request, context);
  return Response.json(errorWords(factsOf({ status, data }), visitor), { status });
}

export function shouldRevalidate(): boolean {
  return false;
}

export default function Exam() {
  return <ExamPage data={useLoaderData<typeof loader>()} />;
}

export function ErrorBoundary() {
  const error = useRouteError();
  const data = useRouteLoaderData<Awaited<ReturnType<typeof siteOf>>>("root");
  // Where not even that could be loaded, the error page of last resort says so.
  if (data === undefined) throw error;
  return <ErrorPage error={error} site={data.site} visitor={data.visitor} />;
}
