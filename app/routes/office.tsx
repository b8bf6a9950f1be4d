import { data, type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction } from "@remix-run/node";
import { useActionData, useLoaderData } from "@remix-run/react";
import { OfficeScreen } from "#app/ui/staff/office-screens.tsx";
import { changeSetting } from "../usecases/office/change-setting.ts";
import { seeSittings } from "../usecases/office/see-sittings.ts";
import { pageTitle } from "../web/page-title.ts";
import { sentenceOf, statusOf } from "../web/refusals.ts";
import { fieldsOf, staffOf } from "../web/signed-in.ts";

const ROLES = ["office", "admin"];
export const meta: MetaFunction = () => pageTitle("Office");

export async function loader({ request, context }: LoaderFunctionArgs) {
  const { sittings, settings } = await seeSittings(await staffOf(request, context, ROLES));
  return { sittings, organisation: settings.organisation ?? "", telephone: settings.telephone ?? "" };
}

export async function action({ request, context }: ActionFunctionArgs) {
  const actor = await staffOf(request, context, ROLES);
  const fields = await fieldsOf(request);
  for (const name of ["organisation", "telephone"]) {
    if (fields[name] === undefined) continue;
    const changed = await changeSetting(actor, { name, value: fields[name] });
    if (!changed.ok) return data({ saved: false, problem: sentenceOf(changed.reason) }, { status: statusOf(changed.reason) });
  }
  return data({ saved: true, problem: null });
}

export default function Office() {
  const outcome = useActionData<typeof action>();
  return <OfficeScreen {...useLoaderData<typeof loader>()} saved={outcome?.saved ?? false} problem={outcome?.problem ?? null} />;
}
