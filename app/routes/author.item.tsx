import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useActionData, useLoaderData } from "@remix-run/react";
import { RichText } from "#app/ui/design/rich-text.tsx";
import { AuthorItemScreen, keyMarks } from "#app/ui/staff/author-screens.tsx";
import { ItemPreview } from "#app/ui/exam/item-preview.tsx";
import { seeItem, seeKey } from "../usecases/author/see-items.ts";
import { pageTitle } from "../web/page-title.ts";
import { sentenceOf, statusOf } from "../web/refusals.ts";
import { staffOf } from "../web/signed-in.ts";

const ROLES = ["author", "reviewer", "board"];
export const handle = { frame: "wide" };
export const meta: MetaFunction<typeof loader> = ({ data }) => pageTitle(data?.title ?? "Item");

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const seen = await seeItem(await staffOf(request, context, ROLES), params.versionId ?? "");
  if (!seen.ok) throw new Response(sentenceOf(seen.reason), { status: statusOf(seen.reason) });
  const { title, domain, level, number, stem, leadIn, interaction, panels, notice } = seen.item;
  return { title, domain, level, number, item: { stem, leadIn, interaction, panels, notice }, studies: seen.studies };
}

/** Shows the key: an act, because every view of one is logged. */
export async function action({ request, params, context }: ActionFunctionArgs) {
  const seen = await seeKey(await staffOf(request, context, ROLES), params.versionId ?? "");
  if (!seen.ok) throw new Response(sentenceOf(seen.reason), { status: statusOf(seen.reason) });
  return { described: seen.described, correct: seen.correct, rationale: seen.rationale, reference: seen.reference };
}

export default function AuthorItem() {
  const { title, domain, level, number, item, studies } = useLoaderData<typeof loader>();
  const keySeen = useActionData<typeof action>();
  const shownKey = keySeen ? { described: keySeen.described, rationale: <RichText html={keySeen.rationale} />, reference: <RichText html={keySeen.reference} /> } : null;
  return (
    <AuthorItemScreen title={title} domain={domain} level={level} number={number} shownKey={shownKey}>
      <ItemPreview item={item} studies={studies} framesUrl="/author/frames/" marks={keySeen ? keyMarks(keySeen.correct) : {}} />
    </AuthorItemScreen>
  );
}
