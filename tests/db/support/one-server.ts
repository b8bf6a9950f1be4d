import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { startPostgres, stopPostgres, type Cluster } from "./postgres.ts";

declare module "vitest" {
  interface ProvidedContext {
    oneServer: string;
  }
}

type Started = { cluster: Cluster } | { fault: string };

/** One PostgreSQL for the whole run, because a server takes seconds to start; none where no test asks for it. */
export default function oneServer({ provide }: TestProject): () => Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "exam-one-server-"));
  provide("oneServer", folder);
  return async () => {
    const started = existsSync(join(folder, "begun")) ? await toldIn(folder) : { fault: "never asked for" };
    if ("cluster" in started) await stopPostgres(started.cluster);
    rmSync(folder, { recursive: true, force: true });
  };
}

/** The server of this run: the first test file that asks starts it, the others wait for its address. */
export async function serverOfRun(folder: string): Promise<Cluster> {
  if (isFirst(folder)) {
    const started = await startPostgres().then(
      (cluster): Started => (cluster === null ? { fault: "PostgreSQL is installed but could not be started as a private server" } : { cluster }),
      (error: unknown): Started => ({ fault: String(error) }),
    );
    writeFileSync(join(folder, "told.part"), JSON.stringify(started));
    renameSync(join(folder, "told.part"), join(folder, "told"));
  }
  const started = await toldIn(folder);
  if ("fault" in started) throw new Error(started.fault);
  return started.cluster;
}

function isFirst(folder: string): boolean {
  try {
    mkdirSync(join(folder, "begun"));
    return true;
  } catch {
    return false;
  }
}

async function toldIn(folder: string): Promise<Started> {
  for (let turn = 0; turn < 1_200; turn += 1) {
    if (existsSync(join(folder, "told"))) return JSON.parse(readFileSync(join(folder, "told"), "utf8")) as Started;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return { fault: "the test file that began to start PostgreSQL never said how it went" };
}
