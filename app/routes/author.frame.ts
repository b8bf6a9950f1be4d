import type { LoaderFunctionArgs } from "@remix-run/node";
import { staffOf } from "../web/signed-in.ts";

/** One frame for the preview of an item, as it is stored. Candidates get theirs from the hot path, encrypted. */
export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const app = await staffOf(request, context, ["author", "reviewer", "board", "admin"]);
  const hash = params.hash ?? "";
  if (!/^[0-9a-f]{64}$/.test(hash) || !(await app.images.has(hash))) throw new Response("no such frame", { status: 404 });
  const bytes = await app.images.get(hash);
  return new Response(new Uint8Array(bytes), {
    headers: { "Content-Type": "application/octet-stream", "Cache-Control": "private, max-age=3600, immutable" },
  });
}
