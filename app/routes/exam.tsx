import { redirect, type LoaderFunctionArgs, type MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { ExamPage } from "#app/ui/exam/exam-page.tsx";
import words from "#app/ui/words/site.en.json" with { type: "json" };
import { openExam } from "../usecases/candidate/open-exam.ts";
import { sentenceOf, statusOf } from "../web/refusals.ts";
import { candidateOf } from "../web/signed-in.ts";

export const handle = { frame: "none" };
export const meta: MetaFunction<typeof loader> = ({ data }) => [{ title: data?.sittingTitle ?? "European CMR Exam" }];

/** The exam is one document: this loader runs once, everything after it is the player's. */
export async function loader({ request, params, context }: LoaderFunctionArgs) {
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

export function shouldRevalidate(): boolean {
  return false;
}

export default function Exam() {
  return <ExamPage data={useLoaderData<typeof loader>()} />;
}
