import { spawn, type ChildProcess } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { Agent, request, type IncomingHttpHeaders } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import SqliteDatabase, { type Database } from "better-sqlite3";
import { expect } from "vitest";
import type { Acknowledgement, Clock, Operation } from "#app/exam/attempt/protocol.ts";
import { freePort } from "../../db/support/postgres.ts";
import { copySeeded, root, type SignIns } from "../../e2e/support/seeded.ts";
import { makeCrowd, type Member } from "../../load/crowd.ts";

const UP_WITHIN_MS = 20_000;
const ANSWER_WITHIN_MS = 30_000;

export type Reply = { status: number; headers: IncomingHttpHeaders; text: string; ms: number };
export type Ask = { path: string; method?: string; headers?: Record<string, string>; body?: string | Buffer; from?: string };
/** What the requests of the exam page are told: which of these members are there depends on the status. */
export type Told = Partial<Acknowledgement & Clock & { reason: string; stored: string[]; contentKey: string }>;

export type Attacked = Awaited<ReturnType<typeof attackedExam>>;

/** An operation as a page sends it. */
export function operation(seq: number, change: Partial<Operation> = {}): Operation {
  return { opId: randomUUID(), seq, position: 1, kind: "flag", value: seq % 2 === 0, lastServerTimeMs: 0, elapsedMs: 0, ...change };
}

export const formOf = (fields: Record<string, string>) => ({ method: "POST", body: new URLSearchParams(fields).toString(), headers: { "Content-Type": "application/x-www-form-urlencoded" } });

export const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/**
 * The built server on a free port of the loopback, a demonstration with a crowd in its practice exam, and what its
 * clients were told. `prepare` changes the database before the first start, after which the audit vouches for it.
 */
export async function attackedExam(crowdSize: number, { prepare, dataDir = mkdtempSync(join(tmpdir(), "exam-attack-")) }: { prepare?: (database: Database) => void; dataDir?: string } = {}) {
  const signIns: SignIns = copySeeded(dataDir);
  const databaseFile = join(dataDir, "exam.sqlite");
  const crowd = await makeCrowd(databaseFile, crowdSize);
  if (prepare) withDatabase(databaseFile, prepare);
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const agent = new Agent({ keepAlive: true });
  const acknowledged = new Set<string>();
  const unknownTo = new Set<string>();
  let child: ChildProcess | null = null;
  let log = "";

  /** Starts the server, through another program where one is named; gives how it ended where it did not come up. */
  async function start(environment: Record<string, string> = {}, through: string[] = []): Promise<{ up: boolean; child: ChildProcess; said: string; ms: number }> {
    const begun = performance.now();
    const env = { ...process.env, PORT: String(port), HOST: "127.0.0.1", DATA_DIR: dataDir, LOG_LEVEL: "info", ...environment };
    const [program = process.execPath, ...args] = [...through, process.execPath, join(root, "build", "server.js")];
    const started = spawn(program, args, { env, stdio: ["ignore", "pipe", "pipe"] });
    let said = "";
    const hear = (part: Buffer) => {
      said += part.toString("utf8");
      log += part.toString("utf8");
    };
    started.stdout.on("data", hear);
    started.stderr.on("data", hear);
    while (!/http:\/\/localhost:\d+/.test(said) && started.exitCode === null && started.signalCode === null) {
      if (performance.now() - begun > UP_WITHIN_MS) {
        started.kill("SIGKILL");
        throw new Error(`the server was not up within ${UP_WITHIN_MS} ms: ${said.slice(-2_000)}`);
      }
      await sleep(10);
    }
    return { up: started.exitCode === null && started.signalCode === null, child: started, said, ms: performance.now() - begun };
  }

  async function launch(environment?: Record<string, string>, through?: string[]): Promise<number> {
    const started = await start(environment, through);
    if (!started.up) throw new Error(`the server ended with ${started.child.exitCode}: ${started.said}`);
    child = started.child;
    return started.ms;
  }

  async function end(signal: NodeJS.Signals): Promise<void> {
    const ending = child;
    if (ending === null || ending.exitCode !== null || ending.signalCode !== null) return;
    const gone = new Promise((resolve) => ending.once("exit", resolve));
    ending.kill(signal);
    await gone;
  }

  /** A request of this site's own pages, unless the headers say otherwise. */
  function ask({ path, method = "GET", headers = {}, body, from }: Ask): Promise<Reply> {
    const begun = performance.now();
    const own: Record<string, string> = method === "GET" ? {} : { Origin: origin, "Sec-Fetch-Site": "same-origin" };
    if (body !== undefined) own["Content-Length"] = String(Buffer.byteLength(body));
    return new Promise((resolve, reject) => {
      const sent = request({ host: "127.0.0.1", port, method, path, ...(from === undefined ? { agent } : { localAddress: from, agent: false }), headers: { ...own, ...headers } }, (response) => {
        const parts: Buffer[] = [];
        response.on("data", (part: Buffer) => parts.push(part));
        response.on("end", () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text: Buffer.concat(parts).toString("utf8"), ms: performance.now() - begun }));
        response.on("error", reject);
      });
      sent.setTimeout(ANSWER_WITHIN_MS, () => sent.destroy(new Error(`no answer to ${path} within ${ANSWER_WITHIN_MS} ms`)));
      sent.on("error", reject);
      sent.end(body);
    });
  }

  async function post({ attemptId, cookie }: Member, name: string, body: unknown): Promise<Reply & { told: Told }> {
    const reply = await ask({ path: `/attempts/${attemptId}/${name}`, method: "POST", headers: { Cookie: cookie, "Content-Type": "application/json", "X-Exam-Protocol": "1" }, body: typeof body === "string" ? body : JSON.stringify(body) });
    return { ...reply, told: toldIn(reply.text) };
  }

  /** Sends operations and remembers which of them the server calls saved. */
  async function save(member: Member, operations: Operation[], lease = 1): Promise<Reply & { told: Told }> {
    const reply = await post(member, "operations", { lease, operations });
    const taken = new Set(reply.told.acknowledged ?? []);
    for (const { opId } of operations) (taken.has(opId) ? acknowledged : unknownTo).add(opId);
    for (const opId of taken) unknownTo.delete(opId);
    return reply;
  }

  async function begin(member: Member): Promise<void> {
    const started = await post(member, "start", { lease: 1 });
    expect([started.status, started.told.state], started.text.slice(0, 300)).toEqual([200, "active"]);
  }

  async function signIn(path: string, fields: Record<string, string>): Promise<string> {
    const signedIn = await ask({ path, ...formOf(fields) });
    const cookie = signedIn.headers["set-cookie"]?.find((one) => one.startsWith("__Host-sign-in="))?.split(";")[0];
    if (signedIn.status !== 302 || cookie === undefined) throw new Error(`sign-in refused: ${signedIn.status}`);
    return cookie;
  }

  /** The cookie of a member of staff who has this role. */
  function staff(role: string, which = 0): Promise<string> {
    const { email, password } = signIns.staff.filter(({ roles }) => roles.includes(role))[which]!;
    return signIn("/staff/sign-in", { email, password });
  }

  function read<Row>(sql: string, ...values: unknown[]): Row[] {
    return withDatabase(databaseFile, (database) => database.prepare(sql).all(...values) as Row[]);
  }

  function logLines(): { level?: number; status?: number; msg?: string }[] {
    return log.split("\n").flatMap((line) => (line.startsWith("{") ? [JSON.parse(line) as object] : []));
  }

  /** What must hold whatever was tried. `faults`: what the log may tell as a fault, because it was really one of the machine. */
  async function holds({ faults = /^$/ } = {}): Promise<void> {
    const counts = new Map<string, number>();
    for (const { op_id: opId } of read<{ op_id: string }>("select op_id from attempt_event where op_id is not null")) counts.set(opId, (counts.get(opId) ?? 0) + 1);
    expect([...acknowledged].filter((opId) => counts.get(opId) !== 1), "acknowledged and not stored once").toEqual([]);
    expect([...counts].filter(([, count]) => count > 1), "stored more than once").toEqual([]);
    const lines = logLines();
    expect(lines.filter(({ status }) => status !== undefined && status >= 500 && status !== 503), "answered with a fault").toEqual([]);
    expect(lines.filter(({ level = 0, msg = "" }) => level >= 50 && !faults.test(msg)), "faults in the log").toEqual([]);
    expect(await command(dataDir, "audit", "verify")).toEqual({ status: 0, text: expect.stringContaining("Whole") });
  }

  return {
    port, origin, dataDir, databaseFile, signIns, crowd, acknowledged, unknownTo,
    start, launch, end, ask, post, save, begin, signIn, staff, read, logLines, holds,
    log: () => log,
    pid: () => child?.pid ?? 0,
    isAlive: () => child !== null && child.exitCode === null && child.signalCode === null,
    pause: () => child?.kill("SIGSTOP"),
    resume: () => child?.kill("SIGCONT"),
    async remove(): Promise<void> {
      agent.destroy();
      child?.kill("SIGCONT");
      await end("SIGKILL");
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

function toldIn(text: string): Told {
  try {
    return JSON.parse(text) as Told;
  } catch {
    return {};
  }
}

/** The database file in other hands than the server's. */
export function withDatabase<T>(file: string, work: (database: Database) => T): T {
  const database = new SqliteDatabase(file);
  try {
    return work(database);
  } finally {
    database.close();
  }
}

/** The command line as an operator runs it: its exit status and what it said. */
export function command(dataDir: string, ...words: string[]): Promise<{ status: number | null; text: string }> {
  const child = spawn(process.execPath, [join(root, "db", "setup", "exam.js"), ...words], { cwd: root, env: { ...process.env, DATA_DIR: dataDir }, stdio: ["ignore", "pipe", "pipe"] });
  let text = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (part: Buffer) => (text += part.toString("utf8")));
  const limit = setTimeout(() => child.kill("SIGKILL"), ANSWER_WITHIN_MS);
  return new Promise((resolve) =>
    child.once("close", (status) => {
      clearTimeout(limit);
      resolve({ status, text });
    }),
  );
}

/** Asks for a sign of life every 20 ms; `stop` gives how often and what the longest answer took. */
export function pulseOf({ ask }: Pick<Attacked, "ask">): { stop(): Promise<{ asked: number; longestMs: number }> } {
  const felt = { asked: 0, longestMs: 0, going: true };
  const beating = (async () => {
    while (felt.going) {
      const { status, ms } = await ask({ path: "/healthz" });
      expect(status).toBe(200);
      felt.asked += 1;
      felt.longestMs = Math.max(felt.longestMs, ms);
      await sleep(20);
    }
  })();
  return {
    async stop() {
      felt.going = false;
      await beating;
      return { asked: felt.asked, longestMs: felt.longestMs };
    },
  };
}
