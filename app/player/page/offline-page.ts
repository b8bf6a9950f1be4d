import type { WorkerMessage } from "./service-worker.ts";

const WORKER = "/exam-service-worker.js";
const SCOPE = "/exam/";

function workers(): ServiceWorkerContainer | null {
  // Missing without https and in some private windows.
  return "serviceWorker" in navigator ? navigator.serviceWorker : null;
}

/**
 * Keeps this document and every program file it has loaded for a reload without a network. Comfort only: where the
 * browser cannot do it, the exam runs as well, and a reload waits for the network.
 */
export async function keepPage(): Promise<void> {
  try {
    await workers()?.register(WORKER, { scope: SCOPE });
    const registration = await workers()?.ready;
    const loaded = performance.getEntriesByType("resource").map((entry) => entry.name);
    const files = loaded.filter((url) => new URL(url, location.href).pathname.startsWith("/assets/"));
    const message: WorkerMessage = { kind: "keep", urls: [location.origin + location.pathname, ...new Set(files)] };
    registration?.active?.postMessage(message);
  } catch {
    // Nothing is kept, nothing is lost.
  }
}

/** Deletes what `keepPage` kept. */
export async function forgetPage(): Promise<void> {
  try {
    const registration = await workers()?.getRegistration(SCOPE);
    registration?.active?.postMessage({ kind: "forget" } satisfies WorkerMessage);
  } catch {
    // There was nothing to delete.
  }
}
