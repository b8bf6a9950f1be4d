import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { ProctorScreen } from "#app/ui/staff/proctor-screens.tsx";
import { watchedSittings } from "../usecases/proctor/watch-sitting.ts";
import { pageTitle } from "../web/page-title.ts";
import { staffOf } from "../web/signed-in.ts";

export const meta: MetaFunction = () => pageTitle("Proctor");

export async function loader({ request, context }: LoaderFunctionArgs) {
  return { sittings: await watchedSittings(await staffOf(request, context, ["proctor", "admin"])) };
}

export default function Proctor() {
  return <ProctorScreen {...useLoaderData<typeof loader>()} />;
}
