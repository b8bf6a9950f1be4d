import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { AuthorScreen } from "#app/ui/staff/author-screens.tsx";
import { seeItems } from "../usecases/author/see-items.ts";
import { pageTitle } from "../web/page-title.ts";
import { staffOf } from "../web/signed-in.ts";

export const meta: MetaFunction = () => pageTitle("Items");

export async function loader({ request, context }: LoaderFunctionArgs) {
  return { items: await seeItems(await staffOf(request, context, ["author", "reviewer", "board"])) };
}

export default function Author() {
  return <AuthorScreen {...useLoaderData<typeof loader>()} />;
}
