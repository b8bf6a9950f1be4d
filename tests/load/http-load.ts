import { Agent, request } from "node:http";

export type Answer = { status: number; body: Buffer; ms: number };

/** Keep-alive connections to one server on the loopback; nothing else is ever addressed. */
export function loadClient(port: number, connections: number, headers: Record<string, string> = {}) {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  function send(method: "GET" | "POST", path: string, own: Record<string, string>, body?: string): Promise<Answer> {
    const begun = performance.now();
    return new Promise((resolve, reject) => {
      const length: Record<string, string> = body === undefined ? {} : { "Content-Type": "application/json", "Content-Length": String(Buffer.byteLength(body)) };
      const sent = request({ host: "127.0.0.1", port, method, path, agent, headers: { ...headers, ...length, ...own } }, (response) => {
        const parts: Buffer[] = [];
        response.on("data", (part: Buffer) => parts.push(part));
        response.on("end", () => resolve({ status: response.statusCode ?? 0, body: Buffer.concat(parts), ms: performance.now() - begun }));
        response.on("error", reject);
      });
      sent.setTimeout(30_000, () => sent.destroy(new Error("no answer within 30 s")));
      sent.on("error", reject);
      sent.end(body);
    });
  }
  return { send, close: () => agent.destroy() };
}

export type Client = ReturnType<typeof loadClient>;

/** Runs `work` in `lanes` lanes until the time is over; at most `most` calls. Answers the calls and the seconds. */
export async function closedLoop(
  lanes: number,
  forMs: number,
  most: number,
  work: (lane: number) => Promise<void>,
): Promise<{ calls: number; seconds: number }> {
  const begun = performance.now();
  let calls = 0;
  async function run(lane: number): Promise<void> {
    while (performance.now() - begun < forMs && calls < most) {
      calls += 1;
      await work(lane);
    }
  }
  await Promise.all(Array.from({ length: lanes }, (_, lane) => run(lane)));
  return { calls, seconds: (performance.now() - begun) / 1_000 };
}

export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}
