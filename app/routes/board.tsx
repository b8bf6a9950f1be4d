import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { BoardScreen } from "#app/ui/staff/board-screens.tsx";
import { seeSittings } from "../usecases/board/see-sittings.ts";
import { pageTitle } from "../web/page-title.ts";
import { staffOf } from "../web/signed-in.ts";

export const meta: MetaFunction = () => pageTitle("Board");

export async function loader({ request, context }: LoaderFunctionArgs) {
  return { sittings: await seeSittings(await staffOf(request, context, ["board"])) };
}

export default function Board() {
  return <BoardScreen {...useLoaderData<typeof loader>()} />;
}
