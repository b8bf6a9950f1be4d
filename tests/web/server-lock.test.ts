import { spawn, type ChildProcess } from "node:child_process";
import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { migrate } from "#db/migrate.ts";
import { openDb, transact, type Db } from "#db/open.ts";
import { noteServer, notedServer } from "#db/server-state.ts";
import { loadSettings } from "#db/settings.ts";
import { serverLock } from "#app/web/duties/server-lock.ts";
import { afterEach, beforeEach, expect, it } from "vitest";
import { contextOf } from "../db/support/context.ts";
import { onEachDatabase } from "../db/support/databases.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const WAIT = { timeout: 45_000, interval: 20 };

let dataDir: string;
let children: ChildProcess[] = [];

beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), "exam-lock-"));
  await migrate({ databaseUrl: null, file: fileOf() });
});

afterEach(async () => {
  for (const child of children.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    const gone = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGKILL");
    await gone;
  }
  rmSync(dataDir, { recursive: true, force: true });
});

const fileOf = (): string => join(dataDir, "exam.sqlite");

/** A server process on the folder of the test, and what it has said so far. */
function launch() {
  const env = { ...process.env, DATA_DIR: dataDir, DATABASE_URL: "" };
  const child = spawn(process.execPath, ["--import", "tsx", join(root, "tests/web/support/server-process.ts")], { cwd: root, env, stdio: ["ignore", "pipe", "inherit"] });
  children.push(child);
  let text = "";
  child.stdout?.on("data", (part: Buffer) => (text += part.toString("utf8")));
  const lines = () => text.split("\n").slice(0, -1);
  const gone = new Promise<number | null>((resolve) => child.once("exit", resolve));
  const freezes = async () => {
    child.kill("SIGUSR2");
    await expect.poll(lines, WAIT).toContain("freezes");
  };
  return { child, lines, gone, freezes, serves: () => expect.poll(lines, WAIT).toContain("serves") };
}

async function withDb<T>(work: (db: Db) => Promise<T>): Promise<T> {
  const db = openDb({ databaseUrl: null, file: fileOf() });
  try {
    return await work(db);
  } finally {
    await db.close();
  }
}

it("a second server is refused at once and named the first, which goes on; commands of the command line need no right", async () => {
  const first = launch();
  await first.serves();
  const second = launch();
  expect(await second.gone).toBe(1);
  expect(second.lines()).toEqual([`another server process (${first.child.pid}) serves ${fileOf()}`]);
  expect(await migrate({ databaseUrl: null, file: fileOf() })).toMatchObject({ applied: [] });
  const written = first.lines().length;
  await expect.poll(() => first.lines().length, WAIT).toBeGreaterThan(written + 5);
  expect(first.lines().filter((line) => line !== "wrote")).toEqual(["serves"]);
  first.child.kill("SIGTERM");
  expect(await first.gone).toBe(0);
  expect(await withDb((db) => notedServer(db.read))).toBeNull();
});

it("after kill -9 the next is up at once, also where it bears the same number on the same machine", async () => {
  const first = launch();
  await first.serves();
  first.child.kill("SIGKILL");
  await first.gone;
  await withDb(async (db) => {
    // As in a container, where every server is process 1 of the same host.
    await transact(db, (trx) => noteServer(trx, `${hostname()}/${process.pid}/before`, Date.now()));
    const lock = serverLock(contextOf(db, { now: Date.now }));
    expect(await lock.hold()).toEqual({ held: true });
    await lock.release();
  });
  const second = launch();
  await second.serves();
});

it("a frozen server keeps its right for as long as it lives, and goes on writing when it wakes up", async () => {
  const first = launch();
  await first.serves();
  await first.freezes();
  // As if it had given no sign of life for days.
  const holder = await withDb(async (db) => {
    const noted = (await notedServer(db.read))!;
    await transact(db, (trx) => noteServer(trx, noted, 0));
    return noted;
  });
  const second = launch();
  expect(await second.gone).toBe(1);
  first.child.kill("SIGCONT");
  const written = first.lines().length;
  await expect.poll(() => first.lines().length, WAIT).toBeGreaterThan(written + 5);
  expect(first.lines().filter((line) => line !== "wrote")).toEqual(["serves", "freezes"]);
  expect(await withDb((db) => notedServer(db.read))).toBe(holder);
});

it("a frozen server whose lock file was removed writes nothing when it wakes up, and ends with a sentence", async () => {
  const first = launch();
  await first.serves();
  await first.freezes();
  rmSync(`${fileOf()}.lock`);
  const second = launch();
  await second.serves();
  await expect.poll(() => second.lines().length, WAIT).toBeGreaterThan(3);
  const before = first.lines().length;
  first.child.kill("SIGCONT");
  expect(await first.gone).toBe(1);
  const afterwards = first.lines().slice(before);
  expect(afterwards.at(-1)).toBe(`${fileOf()}.lock was removed, and another server process (${second.child.pid}) serves the database by now: this one ends`);
  expect(afterwards).not.toContain("wrote");
  expect((await withDb((db) => loadSettings(db.read))).telephone).toMatch(new RegExp(`^${second.child.pid} `));
  expect(second.lines().filter((line) => line !== "wrote")).toEqual(["serves"]);
});

it("a server whose lock file was removed while nobody else came locks it again and goes on", async () => {
  await withDb(async (db) => {
    const context = contextOf(db);
    const lock = serverLock(context);
    const write = () => transact(db, (trx) => noteServer(trx, "x", 1)).then(() => "wrote", (error: Error) => error.name);
    expect(await lock.hold()).toEqual({ held: true });
    expect(await write()).toBe("wrote");
    rmSync(`${fileOf()}.lock`);
    expect(await write()).toBe("ServingEndedError");
    expect(await lock.hold()).toEqual({ held: true });
    expect(context.faults).toEqual(["the lock file of the database was removed: nothing is written until it is locked again"]);
    expect(await write()).toBe("wrote");
    await lock.release();
  });
});

onEachDatabase("the right to serve", (database) => {
  it("has one process for a SQLite file, and several for a PostgreSQL database", async () => {
    const { db, place } = database();
    const other = openDb(place);
    const [here, there] = [serverLock(contextOf(db)), serverLock(contextOf(other))];
    expect(await here.hold()).toEqual({ held: true });
    expect(await there.hold()).toEqual(db.dialect === "sqlite" ? { held: false, by: `another server process (${process.pid})` } : { held: true });
    expect(await here.hold()).toEqual({ held: true });
    await here.release();
    expect(await there.hold()).toEqual({ held: true });
    await there.release();
    await other.close();
  });
});

it("keeps the database, what stands beside it, the lock and the secret from every other user", async () => {
  chmodSync(fileOf(), 0o644);
  const server = launch();
  await server.serves();
  const names = readdirSync(dataDir).filter((name) => name !== "images");
  expect(names).toEqual(expect.arrayContaining(["exam.sqlite", "exam.sqlite-wal", "exam.sqlite-shm", "exam.sqlite.lock", "secret.key"]));
  expect(names.filter((name) => (statSync(join(dataDir, name)).mode & 0o777) !== 0o600)).toEqual([]);
});
