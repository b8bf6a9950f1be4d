import { isDemonstration } from "#app/exam/demonstration.ts";
import { loadSettings } from "#db/settings.ts";
import { signInOf, type RouteContext } from "./signed-in.ts";

/** What every page shows around its content. */
export async function siteOf(request: Request, context: RouteContext) {
  const { app } = context;
  const settings = await loadSettings(app.db.read);
  const signIn = await signInOf(request, context);
  return {
    site: {
      version: app.build.version,
      build: app.build.id,
      telephone: settings.telephone || null,
      organisation: settings.organisation || null,
      demonstration: isDemonstration(settings),
    },
    visitor: signIn?.complete ? { name: signIn.name, roles: signIn.roles, candidate: signIn.registrationId !== null } : null,
    insecureHost: context.insecureHost,
  };
}
