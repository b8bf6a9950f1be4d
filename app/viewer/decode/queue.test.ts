import { describe, expect, it } from "vitest";
import { createPageDecoder, withAlpha } from "./decoder.ts";
import { createFrameCache } from "./frame-cache.ts";
import { createJobQueue } from "./queue.ts";

/** Jobs that end when the test says so. */
function bench(parallel: number) {
  const begun: string[] = [];
  const settled: string[] = [];
  const ends = new Map<string, (failed: boolean) => void>();
  const finished = new Set<string>();
  const queue = createJobQueue<string>({
    parallel,
    key: (job) => job,
    done: (job) => finished.has(job),
    run: (job) =>
      new Promise((resolve, reject) => {
        begun.push(job);
        ends.set(job, (failed) => {
          if (failed) return reject(new Error("lost"));
          finished.add(job);
          resolve();
        });
      }),
    onSettled: (job) => settled.push(job),
  });
  const end = async (job: string, failed = false) => {
    ends.get(job)?.(failed);
    await new Promise((resolve) => setTimeout(resolve, 0));
  };
  return { queue, begun, settled, end };
}

describe("the queue", () => {
  it("does not begin more than it may, and then takes the most urgent", async () => {
    const { queue, begun, end } = bench(2);
    queue.want(["a", "b", "c", "d"]);
    expect(begun).toEqual(["a", "b"]);
    queue.want(["d", "c"]);
    await end("a");
    expect(begun).toEqual(["a", "b", "d"]);
  });

  it("lets one failed job block nobody, and tries it again when asked", async () => {
    const { queue, begun, settled, end } = bench(1);
    queue.want(["a", "b"]);
    await end("a", true);
    expect(queue.failed("a")).toBe(true);
    expect(begun).toEqual(["a", "b"]);
    await end("b");
    expect(settled).toEqual(["a", "b"]);
    queue.retry(["a"]);
    expect(queue.failed("a")).toBe(false);
    expect(begun).toEqual(["a", "b", "a"]);
  });

  it("begins nothing and tells nothing after it was taken away", async () => {
    const { queue, begun, settled, end } = bench(1);
    queue.want(["a", "b"]);
    queue.dispose();
    await end("a");
    expect([begun, settled]).toEqual([["a"], []]);
  });
});

describe("the cache of decoded frames", () => {
  const frame = (bytes: number) => new Uint8Array(bytes);

  it("gives up what was used longest ago, and never holds more than its budget", () => {
    const cache = createFrameCache(30);
    for (const name of ["a", "b", "c"]) cache.set(name, frame(10));
    cache.get("a");
    cache.set("d", frame(10));
    expect(["a", "b", "c", "d"].filter((name) => cache.has(name))).toEqual(["a", "c", "d"]);
    expect(cache.bytes()).toBe(30);
  });

  it("counts a frame that is set twice once", () => {
    const cache = createFrameCache(30);
    cache.set("a", frame(10));
    cache.set("a", frame(12));
    expect(cache.bytes()).toBe(12);
  });

  it("keeps a single frame that is larger than the budget", () => {
    const cache = createFrameCache(5);
    cache.set("a", frame(10));
    expect(cache.has("a")).toBe(true);
  });
});

describe("decoding on the page's own thread", () => {
  const manifest = { samplesPerPixel: 1 } as Parameters<ReturnType<typeof createPageDecoder>["decode"]>[1];

  it("lets the page breathe once the frames took half of a picture of the screen", async () => {
    let now = 0;
    let breaths = 0;
    const decoder = createPageDecoder(
      async (bytes) => {
        now += 5;
        return bytes;
      },
      () => now,
      async () => void breaths++,
    );
    await Promise.all([1, 2, 3, 4, 5].map(() => decoder.decode(new Uint8Array(1), manifest)));
    expect(breaths).toBe(2);
  });

  it("goes on after a frame that cannot be decoded", async () => {
    const decoder = createPageDecoder(
      async (bytes) => {
        if (bytes[0] === 0) throw new RangeError("broken");
        return bytes;
      },
      () => 0,
      async () => undefined,
    );
    const first = decoder.decode(Uint8Array.of(0), manifest);
    const second = decoder.decode(Uint8Array.of(7), manifest);
    await expect(first).rejects.toThrow("broken");
    await expect(second).resolves.toEqual(Uint8Array.of(7));
  });

  it("gives colours a fourth byte", () => {
    expect([...withAlpha(Uint8Array.of(1, 2, 3, 4, 5, 6))]).toEqual([1, 2, 3, 255, 4, 5, 6, 255]);
  });
});
