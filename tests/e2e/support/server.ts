import { spawn, type ChildProcess } from "node:child_process";
import { createWriteStream, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test as base } from "@playwright/test";
import { copySeeded, root, type SignIns } from "./seeded.ts";

const READY_WITHIN_MS = 20_000;

export type ExamServer = {
  baseUrl: string;
  dataDir: string;
  signIns: SignIns;
  logFile: string;
  pid(): number;
  /** Ends the process with a signal and starts it again on the same port and data. */
  restart(signal: "SIGKILL" | "SIGTERM", environment?: Record<string, string>): Promise<void>;
  stop(): Promise<void>;
};

/** Starts the built server on a free port with a copy of the seeded data; the caller stops it. */
export async function startServer(): Promise<ExamServer> {
  const dataDir = mkdtempSync(join(tmpdir(), "exam-e2e-"));
  const signIns = copySeeded(dataDir);
  const port = await freePort();
  const baseUrl = `http://localhost:${port}`;
  const logFile = join(dataDir, "server.log");
  let child = await launch(port, dataDir, logFile, baseUrl);
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once("exit", resolve));
    child.kill(signal);
    await gone;
  };
  return {
    baseUrl,
    dataDir,
    signIns,
    logFile,
    pid: () => child.pid ?? 0,
    async restart(signal, environment) {
      await end(signal);
      child = await launch(port, dataDir, logFile, baseUrl, environment);
    },
    async stop() {
      await end("SIGTERM");
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

async function launch(port: number, dataDir: string, logFile: string, baseUrl: string, environment: Record<string, string> = {}): Promise<ChildProcess> {
  const log = createWriteStream(logFile, { flags: "a" });
  const env = { ...process.env, PORT: String(port), HOST: "localhost", DATA_DIR: dataDir, LOG_LEVEL: "info", ...environment };
  const child = spawn(process.execPath, [join(root, "build", "server.js")], { cwd: root, env, stdio: ["ignore", "pipe", "pipe"] });
  child.stdout?.pipe(log);
  child.stderr?.pipe(log);
  const { id } = JSON.parse(readFileSync(join(root, "build", "build-id.json"), "utf8")) as { id: string };
  const begun = performance.now();
  for (;;) {
    if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}: ${readFileSync(logFile, "utf8").slice(-2000)}`);
    const answer = await fetch(`${baseUrl}/readyz`).then(async (response) => (await response.json()) as { ok: boolean; build?: string; reason?: string }, () => null);
    // A server in doubt of its clock serves exams that run and lets nobody begin.
    if (answer?.reason === "clock-in-doubt") return child;
    if (answer?.ok) {
      if (answer.build !== id) throw new Error("another server answered on this port");
      return child;
    }
    if (performance.now() - begun > READY_WITHIN_MS) {
      child.kill("SIGKILL");
      throw new Error(`the server was not ready within ${READY_WITHIN_MS} ms: ${JSON.stringify(answer)}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on("error", reject);
    probe.listen(0, "localhost", () => {
      const address = probe.address();
      const port = typeof address === "object" && address !== null ? address.port : 0;
      probe.close(() => resolve(port));
    });
  });
}

/** `server`: one for each worker, shared by its stories; `freshServer`: one for the story alone, whose candidates have done nothing yet. */
export const test = base.extend<{ freshServer: ExamServer }, { server: ExamServer }>({
  freshServer: async ({ context }, use) => {
    const server = await startServer();
    await use(server);
    // The server goes before the pages do: a reply that a story was changing on its way is no fault of the story.
    for (const page of context.pages()) await page.unrouteAll({ behavior: "ignoreErrors" });
    await server.stop();
  },
  server: [
    async ({}, use) => {
      const server = await startServer();
      await use(server);
      await server.stop();
    },
    { scope: "worker" },
  ],
});

export { expect } from "@playwright/test";
