import { execFileSync, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";

/** A running server: `url` is that of its first database, `folder` holds everything of it. */
export type Cluster = { url: string; pid: number; folder: string };

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
 * only. As root the server runs as the user `postgres`, because it refuses to run as root. It outlives who starts it.
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
  const url = `postgres://exam@127.0.0.1:${await freePort()}/postgres`;
  try {
    return await resumePostgres({ url, folder });
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

/** Starts a server on what another has left in its folder, under the same address. */
export async function resumePostgres({ url, folder }: Omit<Cluster, "pid">): Promise<Cluster> {
  const as = (process.getuid?.() === 0 ? ownerIds() : null) ?? {};
  const settings = ["-p", new URL(url).port, "-h", "127.0.0.1", "-k", folder, "-c", "fsync=off", "-c", "max_connections=200"];
  const server = spawn(join(postgresPrograms() ?? "", "postgres"), ["-D", join(folder, "data"), ...settings], { stdio: "ignore", cwd: folder, detached: true, ...as });
  server.unref();
  const cluster = { url, pid: server.pid ?? 0, folder };
  try {
    await answered(url, () => server.exitCode !== null);
  } catch (error) {
    await haltPostgres(cluster);
    throw error;
  }
  return cluster;
}

export async function stopPostgres(cluster: Cluster): Promise<void> {
  await haltPostgres(cluster);
  rmSync(cluster.folder, { recursive: true, force: true });
}

/** Ends the server at once, whoever is connected; its data stay. */
export async function haltPostgres({ pid }: Cluster, signal: "SIGINT" | "SIGQUIT" = "SIGINT"): Promise<void> {
  if (isThere(pid)) process.kill(pid, signal);
  for (let turn = 0; turn < 1_000; turn += 1) {
    if (!isThere(pid)) break;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

function isThere(pid: number): boolean {
  try {
    // 0 would be this very process and its group.
    return pid > 0 && process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** Answers the address of a new, empty database. */
export async function createDatabase({ url }: Cluster): Promise<string> {
  const name = `exam_${randomUUID().replaceAll("-", "")}`;
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(`create database ${name}`);
  await client.end();
  return url.replace(/postgres$/, name);
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
