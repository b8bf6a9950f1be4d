import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { MyExamsScreen } from "#app/ui/candidate/my-exams-screen.tsx";
import { myExams } from "../usecases/candidate/see-my-exams.ts";
import { pageTitle } from "../web/page-title.ts";
import { candidateOf } from "../web/signed-in.ts";

export const meta: MetaFunction = () => pageTitle("My exams");

export async function loader({ request, context }: LoaderFunctionArgs) {
  return { exams: await myExams(await candidateOf(request, context)) };
}

export default function My() {
  return <MyExamsScreen {...useLoaderData<typeof loader>()} />;
}
