import { COOKIE } from "#app/web/cookie.ts";
import type { FeedSource } from "#app/player/page/environment.ts";
import { nameOfRequest, type Exam } from "./exam.ts";

/** Sends the request, with another body if one is given. */
export type Send = (body?: string) => Promise<Response>;
/** What becomes of a request on its way: `send` brings it to the server. */
export type Fault = (send: Send, body: string) => Promise<Response>;

/** Longer than nothing and shorter than a browser takes, as everything here comes sooner. */
const OPEN_FEED_AGAIN_MS = 60;

/** The way between one browser of the candidate and the server: the only thing of which a test makes what is not so. */
export async function createNetwork(exam: Exam) {
  const faults = new Map<string, Fault>();
  const asked = new Map<string, number>();
  const feeds = new Set<AbortController>();
  let down = false;
  let token = await exam.signIn();

  const cut = () => feeds.forEach((feed) => feed.abort());
  const gone = () => new TypeError("network");

  // The signal is left out: the page's waiting is made short here, and must not end a request that a busy machine is slow with.
  async function carry(url: URL, { method = "GET", headers, body }: RequestInit, name: string, other?: string): Promise<Response> {
    const sent = new Headers(headers);
    sent.set("Cookie", `${COOKIE}=${token}`);
    sent.set("Sec-Fetch-Site", "same-origin");
    if (method !== "GET") sent.set("Origin", exam.address);
    const response = await fetch(url, { method, headers: sent, body: other ?? body ?? null });
    token = response.headers.get("Set-Cookie")?.match(`${COOKIE}=([^;]+)`)?.[1] ?? token;
    // What was under way when the network went never comes back.
    if (down) throw gone();
    asked.set(name, (asked.get(name) ?? 0) + 1);
    return response;
  }

  async function request(input: string | URL | Request, init: RequestInit = {}): Promise<Response> {
    const url = new URL(String(input), exam.address);
    const name = nameOfRequest(url.pathname);
    if (down) throw gone();
    const send: Send = (other) => carry(url, init, name, other);
    return faults.get(name)?.(send, typeof init.body === "string" ? init.body : "") ?? send();
  }

  function put(name: string, fault: Fault): () => void {
    faults.set(name, fault);
    if (name === "feed") cut();
    return () => void (faults.get(name) === fault && faults.delete(name));
  }

  /** An `EventSource` as far as the player uses one: it opens itself again when it was cut off. */
  function openFeed(path: string): FeedSource {
    const listeners = new Map<string, ((event: { data?: unknown }) => void)[]>();
    let closed = false;
    let reading = new AbortController();

    async function listen(): Promise<void> {
      if (down || faults.has("feed")) return;
      const response = await fetch(new URL(path, exam.address), { headers: { Cookie: `${COOKIE}=${token}`, Accept: "text/event-stream" }, signal: reading.signal });
      if (response.status !== 200) return void (closed = true);
      let text = "";
      for await (const part of response.body!.pipeThrough(new TextDecoderStream()) as unknown as AsyncIterable<string>) {
        const events = (text + part).split("\n\n");
        text = events.pop() ?? "";
        for (const event of events) {
          const [, name = "", data] = /^event: (.*)\ndata: (.*)$/.exec(event) ?? [];
          if (!closed) for (const listener of listeners.get(name) ?? []) listener({ data });
        }
      }
    }

    async function keepListening(): Promise<void> {
      while (!closed) {
        reading = new AbortController();
        feeds.add(reading);
        await listen().catch(() => undefined);
        feeds.delete(reading);
        await new Promise((next) => setTimeout(next, OPEN_FEED_AGAIN_MS));
      }
    }
    void keepListening();
    return {
      addEventListener: (name, listener) => void listeners.set(name, [...(listeners.get(name) ?? []), listener]),
      close() {
        closed = true;
        reading.abort();
      },
    };
  }

  if (!exam.feed) put("feed", () => Promise.reject(gone()));
  return {
    fetch: request as typeof fetch,
    openFeed,
    /** How many requests of a kind have come back to this browser. */
    asked: (name: string) => asked.get(name) ?? 0,
    /** The cable is out: nothing gets through, and no reply of what is under way. */
    goesDown() {
      down = true;
      cut();
    },
    comesBack() {
      down = false;
    },
    /** Each of these answers how to mend it. `name`: the kind of the request, as docs/protocol.md calls it. */
    put,
    loses: (name: string) => put(name, () => Promise.reject(gone())),
    losesReply: (name: string) => put(name, (send) => send().then(() => Promise.reject(gone()))),
    /** Changes the JSON of a reply. */
    changes: (name: string, change: (body: Record<string, unknown>) => object) =>
      put(name, async (send) => {
        const response = await send();
        return new Response(JSON.stringify(change((await response.json()) as Record<string, unknown>)), { status: response.status, headers: response.headers });
      }),
    changesBytes: (name: string, change: (bytes: Buffer) => Buffer) =>
      put(name, async (send) => {
        const response = await send();
        return new Response(new Uint8Array(change(Buffer.from(await response.arrayBuffer()))), { status: response.status });
      }),
    endSignIn: () => exam.endSignIn(token),
  };
}
