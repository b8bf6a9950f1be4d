import type { PlayerEnvironment } from "../page/environment.ts";

/** Where encrypted content is kept between loads of the page. */
export type Ciphertexts = {
  kind: "cache" | "memory";
  get(name: string): Promise<Uint8Array<ArrayBuffer> | null>;
  put(name: string, bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  /** Throws away what was found to be no good. */
  remove(name: string): Promise<void>;
  names(): Promise<string[]>;
  deleteAll(): Promise<void>;
};

const PREFIX = "/exam-content/";

/** Cache Storage of this attempt; memory where the browser blocks it or its disk is full. */
export async function openCiphertexts(tools: Pick<PlayerEnvironment, "caches">, attemptId: string): Promise<Ciphertexts> {
  const memory = new Map<string, Uint8Array<ArrayBuffer>>();
  const cacheName = `cmr-exam-${attemptId}`;
  let cache: Cache | null = null;
  try {
    cache = (await tools.caches?.open(cacheName)) ?? null;
  } catch {
    cache = null;
  }
  const address = (name: string) => `${PREFIX}${attemptId}/${name}`;

  return {
    get kind() {
      return cache === null || memory.size > 0 ? "memory" : "cache";
    },
    async get(name) {
      const held = memory.get(name);
      if (held !== undefined) return held;
      try {
        const response = await cache?.match(address(name));
        return response === undefined ? null : new Uint8Array(await response.arrayBuffer());
      } catch {
        return null;
      }
    },
    async put(name, bytes) {
      try {
        if (cache === null) throw new TypeError("no cache");
        await cache.put(address(name), new Response(bytes));
      } catch {
        memory.set(name, bytes);
      }
    },
    async remove(name) {
      memory.delete(name);
      await cache?.delete(address(name)).catch(() => false);
    },
    async names() {
      const kept = await cache?.keys().catch(() => []);
      const inCache = (kept ?? []).map((request) => new URL(request.url).pathname.split("/").at(-1) ?? "");
      return [...new Set([...inCache, ...memory.keys()])];
    },
    async deleteAll() {
      memory.clear();
      await tools.caches?.delete(cacheName).catch(() => false);
    },
  };
}

/** The same store for one part of the form: a frame that two parts show is encrypted for each of them. */
export function ciphertextsOfPart(all: Ciphertexts, part: number): Ciphertexts {
  // The first part has the names that everything had when forms had one.
  const prefix = part === 1 ? "" : `part-${part}.`;
  const isOther = (name: string) => (part === 1 ? name.startsWith("part-") : !name.startsWith(prefix));
  return {
    get kind() {
      return all.kind;
    },
    get: (name) => all.get(prefix + name),
    put: (name, bytes) => all.put(prefix + name, bytes),
    remove: (name) => all.remove(prefix + name),
    names: async () => (await all.names()).flatMap((name) => (isOther(name) ? [] : [name.slice(prefix.length)])),
    deleteAll: all.deleteAll,
  };
}
