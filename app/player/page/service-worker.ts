/**
 * Keeps the document of a running exam and the files it loaded, so that reload, crash and "restore tab" work without
 * a network. It stands before pages below /exam/ only, never touches /attempts/, and holds no answer and no question.
 */
export type WorkerMessage = { kind: "keep"; urls: string[] } | { kind: "forget" };

type WorkerEvent = { waitUntil(work: Promise<unknown>): void };
type FetchEvent = WorkerEvent & { request: Request; respondWith(response: Promise<Response>): void };
type Message = WorkerEvent & { data: WorkerMessage };
type WorkerScope = {
  location: { origin: string };
  skipWaiting(): Promise<void>;
  clients: { claim(): Promise<void> };
  addEventListener(name: "install" | "activate", listener: (event: WorkerEvent) => void): void;
  addEventListener(name: "fetch", listener: (event: FetchEvent) => void): void;
  addEventListener(name: "message", listener: (event: Message) => void): void;
};

const worker = globalThis as unknown as WorkerScope;
const CACHE = "cmr-exam-page";
/** A server that has not replied by then is treated as away; a late reply changes nothing. */
const PATIENCE_MS = 4_000;

worker.addEventListener("install", (event) => event.waitUntil(worker.skipWaiting()));
worker.addEventListener("activate", (event) => event.waitUntil(worker.clients.claim()));

worker.addEventListener("message", (event) => {
  const { data } = event;
  event.waitUntil(data.kind === "keep" ? keep(data.urls) : caches.delete(CACHE));
});

worker.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== worker.location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(request));
  else if (pathname.startsWith("/assets/")) event.respondWith(asset(request));
});

async function keep(urls: readonly string[]): Promise<void> {
  const cache = await caches.open(CACHE);
  const wanted = urls.filter((url) => new URL(url).origin === worker.location.origin);
  await Promise.all(
    wanted.map(async (url) => {
      const response = await fetch(url, { credentials: "same-origin" });
      if (isWhole(response)) await cache.put(url, response);
    }),
  );
}

/** A page that a redirect led to (the sign-in) must not take the place of the exam. */
function isWhole(response: Response): boolean {
  return response.status === 200 && !response.redirected;
}

/** The server's page if it answers, otherwise the kept one. */
async function page(request: Request): Promise<Response> {
  const kept = await (await caches.open(CACHE)).match(request.url);
  if (kept === undefined) return fetch(request);
  const away = new Promise<null>((done) => setTimeout(() => done(null), PATIENCE_MS));
  const reply = await Promise.race([fetch(request).catch(() => null), away]);
  return reply === null || reply.status >= 500 ? kept : reply;
}

/** Files with a hash in their name never change; while an exam is kept, so is what it loads later. */
async function asset(request: Request): Promise<Response> {
  const kept = await caches.match(request.url);
  if (kept !== undefined) return kept;
  const response = await fetch(request);
  if (isWhole(response) && (await caches.has(CACHE))) await (await caches.open(CACHE)).put(request.url, response.clone());
  return response;
}
