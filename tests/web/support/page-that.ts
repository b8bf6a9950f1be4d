import type { ActionFunctionArgs, ServerBuild } from "@remix-run/node";
import { tellingToWait } from "#app/web/told-to-wait.ts";
import type { AppContext } from "#app/web/app-context.ts";

/** What a page whose action does this work throws to its error page. */
export async function pageThat(work: () => Promise<unknown>, { log }: Pick<AppContext, "log">): Promise<Response> {
  const module = { default: () => null, action: work };
  const build: Pick<ServerBuild, "routes"> = { routes: { page: { id: "page", path: "page", module } } };
  const asked = { request: new Request("http://localhost/page"), params: {}, context: {} } as unknown as ActionFunctionArgs;
  const { action } = tellingToWait(build, log).routes.page!.module;
  return Promise.resolve(action!(asked)).then(
    () => Promise.reject(new Error("the page threw nothing")),
    (thrown: unknown) => {
      if (thrown instanceof Response) return thrown;
      throw thrown;
    },
  );
}
