import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { Member } from "./crowd.ts";
import { percentile } from "./http-load.ts";

const SAVES_A_SECOND = 100;
const SECONDS = 6;
const ROUNDS = 3;
const FLOODER = fileURLToPath(new URL("flooder.mjs", import.meta.url));

/** What one program sends beside the exam. */
export type Flood = { name: string; method: "GET" | "POST"; path: string; cookie: string; body: string; connections: number; /** All connections send at once, so often; 0: each without a pause. */ everyMs: number };
/** p99 of the others' saves in milliseconds, quiet and flooded, in the round whose ratio is the middle one; what the flood was answered. */
export type FloodFigures = { name: string; quiet: number; flooded: number; answered: string };

/** A candidate's own flood, and one of those who ask whether the server is well. */
export function floodsOf({ attemptId, cookie }: Member): Flood[] {
  const operations = [{ opId: randomUUID(), seq: 900_000, position: 1, kind: "flag", value: true, lastServerTimeMs: 0, elapsedMs: 0 }];
  return [
    { name: "one candidate sends without a pause over 50 connections", method: "POST", path: `/attempts/${attemptId}/operations`, cookie, body: JSON.stringify({ lease: 1, operations }), connections: 50, everyMs: 0 },
    { name: "50 ask for the sign-in page without a pause", method: "GET", path: "/staff/sign-in", cookie: "", body: "", connections: 50, everyMs: 0 },
    { name: "200 ask /readyz at once, every second", method: "GET", path: "/readyz", cookie: "", body: "", connections: 200, everyMs: 1_000 },
  ];
}

/** The saves of the others at a steady rate, without and with the flood, turn by turn. */
export async function measureFlood(port: number, flood: Flood, save: () => Promise<number>): Promise<FloodFigures> {
  const rounds: FloodFigures[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const quiet = await steadyP99(save);
    const flooder = spawn(process.execPath, [FLOODER, String(port), flood.method, flood.path, flood.cookie, String(flood.connections), String(flood.everyMs), flood.body], { stdio: ["ignore", "pipe", "inherit"] });
    await once(flooder.stdout, "data");
    const flooded = await steadyP99(save);
    const told = once(flooder.stdout, "data");
    flooder.kill("SIGTERM");
    const answered = String((await told)[0]).trim();
    await once(flooder, "exit");
    rounds.push({ name: flood.name, quiet, flooded, answered });
  }
  return rounds.toSorted((a, b) => a.flooded / a.quiet - b.flooded / b.quiet)[Math.floor(ROUNDS / 2)]!;
}

/** One save every ten milliseconds, however long each takes. */
async function steadyP99(save: () => Promise<number>): Promise<number> {
  const begun = performance.now();
  const saves: Promise<number>[] = [];
  for (let n = 0; n < SAVES_A_SECOND * SECONDS; n += 1) {
    const wait = begun + (n * 1_000) / SAVES_A_SECOND - performance.now();
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    saves.push(save());
  }
  return percentile(await Promise.all(saves), 0.99);
}
