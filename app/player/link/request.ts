import type { PlayerEnvironment } from "../page/environment.ts";

export const TIMEOUT_MS = 10_000;

/** When a request left and its reply was here, on the clock that nobody can set. */
export type Timing = { sentAtMs: number; receivedAtMs: number };

export type Reply =
  | ({ kind: "json"; status: number; body: Record<string, unknown>; retryAfterMs: number | null } & Timing)
  | ({ kind: "bytes"; status: 200; bytes: Uint8Array<ArrayBuffer> } & Timing)
  /** Nothing came, or something that is not of this protocol: a proxy's page, a captive portal, a cut-off reply. */
  | { kind: "none" };

export type Ask = { method?: "GET" | "POST"; body?: unknown; bytes?: boolean; timeoutMs?: number };
export type Requester = (path: string, ask?: Ask) => Promise<Reply>;

type Tools = Pick<PlayerEnvironment, "fetch" | "monotonicNow" | "schedule">;

/** Speaks to the server under `/attempts/{attemptId}`; never rejects. */
export function createRequester(tools: Tools, options: { attemptId: string; buildId: string }): Requester {
  const base = `/attempts/${encodeURIComponent(options.attemptId)}`;
  const headers = { "X-Exam-Protocol": "1", "X-Exam-Build": options.buildId, Accept: "application/json" };

  return async (path, { method = "GET", body, bytes = false, timeoutMs = TIMEOUT_MS } = {}) => {
    const stop = new AbortController();
    const cancel = tools.schedule(() => stop.abort(), timeoutMs);
    const sentAtMs = tools.monotonicNow();
    try {
      const response = await tools.fetch(`${base}${path}`, {
        method,
        headers: body === undefined ? headers : { ...headers, "Content-Type": "application/json" },
        body: body === undefined ? undefined : JSON.stringify(body),
        credentials: "same-origin",
        cache: "no-store",
        signal: stop.signal,
      });
      if (bytes && response.status === 200) {
        const content = new Uint8Array(await response.arrayBuffer());
        return { kind: "bytes", status: 200, bytes: content, sentAtMs, receivedAtMs: tools.monotonicNow() };
      }
      const read: unknown = JSON.parse(await response.text());
      const receivedAtMs = tools.monotonicNow();
      if (typeof read !== "object" || read === null || Array.isArray(read)) return { kind: "none" };
      const { status } = response;
      return { kind: "json", status, body: { ...read }, retryAfterMs: retryAfter(response), sentAtMs, receivedAtMs };
    } catch {
      return { kind: "none" };
    } finally {
      cancel();
    }
  };
}

function retryAfter(response: Response): number | null {
  const seconds = Number(response.headers.get("Retry-After") ?? Number.NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? Math.min(seconds, 60) * 1_000 : null;
}
