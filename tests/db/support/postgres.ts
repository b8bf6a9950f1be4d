import { execFileSync, spawn } from "node:child_process";
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";

export type Cluster = { url: string; /** Answers the address of a new, empty database. */ createDatabase(name: string): Promise<string>; stop(): Promise<void> };

const START_WITHIN_MS = 30_000;

/** Folder of the server programs: on the PATH, or where Debian puts them. Null when there is no PostgreSQL. */
export function postgresPrograms(): string | null {
  const debian = "/usr/lib/postgresql";
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : [];
  const folders = [...versions.map((version) => join(debian, version, "bin")), ...(process.env.PATH ?? "").split(":")];
  return folders.find((folder) => existsSync(join(folder, "initdb")) && existsSync(join(folder, "postgres"))) ?? null;
}

/**
 * Starts a private PostgreSQL in a temporary folder on a free port of the loopback, without fsync: it holds test data
 * only. As root the server runs as the user `postgres`, because it refuses to run as root.
 */
export async function startPostgres(): Promise<Cluster | null> {
  const programs = postgresPrograms();
  if (programs === null) return null;
  const folder = mkdtempSync(join(tmpdir(), "exam-postgres-"));
  const isRoot = process.getuid?.() === 0;
  const owner = isRoot ? ownerIds() : null;
  if (isRoot && owner === null) return null;
  if (owner) chownSync(folder, owner.uid, owner.gid);
  const as = owner ?? {};
  const data = join(folder, "data");
  execFileSync(join(programs, "initdb"), ["-D", data, "-U", "exam", "--auth=trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"], { stdio: "pipe", cwd: folder, ...as });
  const port = await freePort();
  const settings = ["-p", String(port), "-h", "127.0.0.1", "-k", folder, "-c", "fsync=off", "-c", "max_connections=60"];
  const server = spawn(join(programs, "postgres"), ["-D", data, ...settings], { stdio: "ignore", cwd: folder, ...as });
  const url = `postgres://exam@127.0.0.1:${port}/postgres`;
  const stop = async (): Promise<void> => {
    if (server.exitCode === null) {
      const gone = new Promise((resolve) => server.once("exit", resolve));
      server.kill("SIGINT");
      await gone;
    }
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await answered(url, () => server.exitCode !== null);
  } catch (error) {
    await stop();
    throw error;
  }
  const createDatabase = async (name: string): Promise<string> => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    await client.query(`create database ${name}`);
    await client.end();
    return url.replace(/postgres$/, name);
  };
  return { url, createDatabase, stop };
}

function ownerIds(): { uid: number; gid: number } | null {
  try {
    const id = (flag: string): number => Number(execFileSync("id", [flag, "postgres"], { encoding: "utf8" }));
    return { uid: id("-u"), gid: id("-g") };
  } catch {
    return null;
  }
}

async function answered(url: string, hasEnded: () => boolean): Promise<void> {
  const begun = performance.now();
  for (;;) {
    const client = new pg.Client({ connectionString: url });
    try {
      await client.connect();
      await client.end();
      return;
    } catch (error) {
      await client.end().catch(() => undefined);
      if (hasEnded() || performance.now() - begun > START_WITHIN_MS) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      const port = typeof address === "object" && address !== null ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}
