import type { IncomingMessage } from "node:http";
import type { Config } from "#config";

type Headers = { origin?: string | undefined; host?: string | undefined; fetchSite?: string | undefined };

/** Origins this site is known under: the configured one, or the host the request was sent to. */
function ownOrigins(config: Pick<Config, "publicUrl">, host: string | undefined): string[] {
  if (config.publicUrl !== null) return [new URL(config.publicUrl).origin];
  return host === undefined ? [] : [`http://${host}`, `https://${host}`];
}

/** Whether a write comes from a page of this site: its Origin is ours, and the browser does not say otherwise. */
export function isOwnOrigin({ origin, host, fetchSite }: Headers, config: Pick<Config, "publicUrl">): boolean {
  if (fetchSite !== undefined && fetchSite !== "same-origin") return false;
  return origin !== undefined && ownOrigins(config, host).includes(origin);
}

export function isSameSite(request: IncomingMessage, config: Pick<Config, "publicUrl">): boolean {
  const { origin, host } = request.headers;
  const site = request.headers["sec-fetch-site"];
  return isOwnOrigin({ origin, host, fetchSite: typeof site === "string" ? site : undefined }, config);
}
