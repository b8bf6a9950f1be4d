import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));
const MINUTE = 60_000;

type Start = { child: ChildProcess; printed(): string; answeredAfterMs: number };

describe("the last commit, cloned into an empty folder, with an empty npm cache", () => {
  let folder: string;
  let port: number;
  const running = new Set<ChildProcess>();

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "exam-fresh-"));
    execFileSync("git", ["clone", "--quiet", "--no-local", root, join(folder, "app")]);
    port = await freePort();
  });
  afterAll(() => {
    for (const child of running) signal(child, "SIGKILL");
    rmSync(folder, { recursive: true, force: true });
  });

  /** `npm start` as a person types it, in production or not, until the home page answers. */
  async function start(withinMs: number): Promise<Start> {
    const env = { ...process.env, PORT: String(port), NODE_ENV: "production", npm_config_cache: join(folder, "npm-cache") };
    for (const name of ["DATA_DIR", "DATABASE_URL", "INIT_CWD", "CMR_LONG", "npm_execpath"]) Reflect.deleteProperty(env, name);
    const begun = performance.now();
    const child = spawn("npm", ["start"], { cwd: join(folder, "app"), env: env as NodeJS.ProcessEnv, stdio: ["ignore", "pipe", "pipe"], detached: true });
    running.add(child);
    let text = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (part: Buffer) => (text += part.toString()));
    for (;;) {
      const status = await fetch(`http://127.0.0.1:${port}/`).then(({ status: code }) => code, () => null);
      if (status === 200) return { child, printed: () => text, answeredAfterMs: performance.now() - begun };
      if (child.exitCode !== null) throw new Error(`npm start ended with ${child.exitCode}: ${text.slice(-4000)}`);
      if (performance.now() - begun > withinMs) throw new Error(`no answer within ${withinMs} ms: ${text.slice(-4000)}`);
      await new Promise((done) => setTimeout(done, 500));
    }
  }

  async function stop({ child }: Start): Promise<number> {
    const begun = performance.now();
    const gone = new Promise((done) => child.once("exit", done));
    signal(child, "SIGTERM");
    await gone;
    running.delete(child);
    return performance.now() - begun;
  }

  it("starts with one command, prints the sign-ins, keeps its data, and starts again in seconds", { timeout: 14 * MINUTE }, async () => {
    const first = await start(12 * MINUTE);
    expect(first.printed()).toContain(`http://localhost:${port}`);
    const signIns = first.printed().match(/^ {2}(candidate|author|board|proctor|office) .+$/gm) ?? [];
    for (const role of ["candidate", "author", "board", "proctor", "office"]) expect(signIns.some((line) => line.includes(role))).toBe(true);
    expect(await stop(first)).toBeLessThan(10_000);

    const second = await start(MINUTE);
    expect(second.printed().match(/^ {2}(candidate|author|board|proctor|office) .+$/gm)).toEqual(signIns);
    process.stdout.write(`first start ${Math.round(first.answeredAfterMs / 1000)} s, second start ${Math.round(second.answeredAfterMs / 1000)} s\n`);
    await stop(second);
    expect(execFileSync("git", ["status", "--short"], { cwd: join(folder, "app"), encoding: "utf8" })).toBe("");
  });
});

/** To the process and to all that it started. */
function signal(child: ChildProcess, name: NodeJS.Signals): void {
  try {
    process.kill(-(child.pid ?? 0), name);
  } catch {
    // It has ended by itself.
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      const port = typeof address === "object" && address !== null ? address.port : 0;
      probe.close(() => resolve(port));
    });
  });
}
