import { isDemonstration } from "#app/exam/demonstration.ts";
import { isOutage } from "#db/open.ts";
import { loadSettings } from "#db/settings.ts";
import { signInOf, type RouteContext } from "./signed-in.ts";

/** What every page shows around its content. */
export async function siteOf(request: Request, context: RouteContext) {
  const { app } = context;
  const { settings, signIn } = await readSite(request, context);
  return {
    site: {
      version: app.build.version,
      build: app.build.id,
      telephone: settings?.telephone || null,
      organisation: settings?.organisation || null,
      demonstration: settings !== null && isDemonstration(settings),
    },
    visitor: signIn?.complete ? { name: signIn.name, roles: signIn.roles, candidate: signIn.registrationId !== null } : null,
    insecureHost: context.insecureHost,
  };
}

/** While the database is away every page keeps its frame, in which its error page says so: with nobody signed in. */
async function readSite(request: Request, context: RouteContext) {
  const { read } = context.app.db;
  try {
    return { settings: await loadSettings(read), signIn: await signInOf(request, context) };
  } catch (error) {
    if (!isOutage(error)) throw error;
    return { settings: null, signIn: null };
  }
}
