import { redirect, type LoaderFunctionArgs } from "@remix-run/node";
import { staffOf } from "../web/signed-in.ts";

const ROOMS = ["board", "office", "proctor", "author"] as const;
const STAFF = [...ROOMS, "reviewer", "assessor", "admin"];

/** Sends staff to the first room that is theirs. */
export async function loader({ request, context }: LoaderFunctionArgs) {
  const { actor } = await staffOf(request, context, STAFF);
  const room = ROOMS.find((role) => actor.roles.includes(role)) ?? (actor.roles.includes("reviewer") ? "author" : actor.roles.includes("admin") ? "office" : null);
  throw redirect(room === null ? "/" : `/${room}`);
}

export default function Staff() {
  return null;
}
