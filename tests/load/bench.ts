// npm run bench: the hot path beside the machine's own ceiling, in one run. Ratios are the goals, absolute figures a report.
import { spawn, type ChildProcess } from "node:child_process";
import { randomUUID } from "node:crypto";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { EncryptedPackage, Started } from "#app/exam/attempt/protocol.ts";
import { openedPackage } from "../e2e/support/opened-package.ts";
import { copySeeded } from "../e2e/support/seeded.ts";
import { makeCrowd, type Member } from "./crowd.ts";
import { measureExamPage } from "./exam-page.ts";
import { floodsOf, measureFlood } from "./measure-flood.ts";
import { closedLoop, loadClient, percentile, type Client } from "./http-load.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const CONNECTIONS = 100;
const STARTS = 200;
/** So many that none of them sends more than one may (20 a second), however quick the machine. */
const CROWD = 400;
const SECONDS = 8;
const ROUNDS = 3;
const MOST_CALLS = 300_000;

/** Name, figure, and the goal or the ratio to the machine's ceiling. */
type Row = [string, string, string];
type Metrics = Record<string, number>;

async function main(): Promise<void> {
  if (!existsSync(join(root, "build", "server.js"))) throw new Error("build first: npm run build");
  const dataDir = mkdtempSync(join(tmpdir(), "exam-bench-"));
  const running: ChildProcess[] = [];
  try {
    const rows = await examPageRows();
    copySeeded(dataDir);
    const crowd = await makeCrowd(join(dataDir, "exam.sqlite"), CROWD);
    const plain = spawn(process.execPath, [join(root, "tests", "load", "plain-server.mjs")], { stdio: ["ignore", "pipe", "inherit"] });
    running.push(plain);
    const plainPort = Number(await firstLine(plain));
    const env = { ...process.env, PORT: "0", HOST: "127.0.0.1", DATA_DIR: dataDir, LOG_LEVEL: "warn" };
    const server = spawn(process.execPath, [join(root, "build", "server.js")], { env, stdio: ["ignore", "pipe", "inherit"] });
    running.push(server);
    const port = Number(/localhost:(\d+)/.exec(await firstLine(server))?.[1]);
    const starts = await measureStarts(port, crowd.slice(0, STARTS));
    await measureStarts(port, crowd.slice(STARTS));
    rows.push([`${STARTS} simultaneous starts, request to decrypted first question, p50 / p95`, `${starts.p50.toFixed(0)} / ${starts.p95.toFixed(0)} ms`, "-"]);
    rows.push(["SQL statements per start", starts.statements.toFixed(2), "-"]);
    const ratios: number[] = [];
    const next = crowd.map(() => 1);
    const rounds: { saves: number; ceiling: number; p50: number; p99: number; cpu: number; statements: number }[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const ceiling = await measureCeiling(plainPort);
      const saves = await measureSaves(port, crowd, next);
      ratios.push(saves.perSecond / ceiling);
      rounds.push({ saves: saves.perSecond, ceiling, p50: saves.p50, p99: saves.p99, cpu: saves.cpuMs, statements: saves.statements });
    }
    const middle = rounds.toSorted((a, b) => a.saves / a.ceiling - b.saves / b.ceiling)[Math.floor(ROUNDS / 2)]!;
    rows.push([`plain node:http POST/s, ${CONNECTIONS} connections (ceiling)`, middle.ceiling.toFixed(0), "1.00"]);
    rows.push([`durable saves/s, ${CONNECTIONS} connections`, middle.saves.toFixed(0), `${(middle.saves / middle.ceiling).toFixed(2)} (goal 0.25)`]);
    rows.push(["save p50 / p99", `${middle.p50.toFixed(1)} / ${middle.p99.toFixed(1)} ms`, "-"]);
    rows.push(["server CPU per save", `${middle.cpu.toFixed(3)} ms`, "-"]);
    rows.push(["SQL statements per save", middle.statements.toFixed(2), "-"]);
    rows.push(...(await floodRows(port, crowd, next)));
    const at = await metricsOf(port);
    rows.push(["commits per second of commit time; saves per commit", `${(at["exam_commit_batches_total"]! / at["exam_commit_seconds_total"]!).toFixed(0)}; ${(at["exam_acts_committed_total"]! / at["exam_commit_batches_total"]!).toFixed(1)}`, "-"]);
    rows.push(["memory of the server", `${((await metricsOf(port))["exam_memory_bytes"]! / 1e6).toFixed(0)} MB`, "-"]);
    print(rows);
    process.stdout.write(`${cpus().length} x ${cpus()[0]?.model ?? "?"}, Node ${process.versions.node}; median of ${ROUNDS} rounds of ${SECONDS} s; ratios ${ratios.map((ratio) => ratio.toFixed(2)).join(", ")}\n`);
  } finally {
    for (const child of running) await ended(child);
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/** Before anything else runs. */
async function examPageRows(): Promise<Row[]> {
  const { programBytes, files, imagesReadyMs, images } = await measureExamPage();
  return [
    [`exam page, cold, to its first question: ${files.length} JavaScript and CSS files`, `${(programBytes / 1e3).toFixed(0)} kB`, "(goal 160 kB)"],
    [`waiting room, from opening: "${images}"`, `${(imagesReadyMs / 1e3).toFixed(1)} s`, "(goal 3 s)"],
  ];
}

async function measureCeiling(port: number): Promise<number> {
  const client = loadClient(port, CONNECTIONS);
  const body = JSON.stringify(saveBody(1, 1));
  const { calls, seconds } = await closedLoop(CONNECTIONS, (SECONDS * 1_000) / 2, MOST_CALLS, async () => {
    await client.send("POST", "/", {}, body);
  });
  client.close();
  return calls / seconds;
}

function saveBody(seq: number, position: number) {
  const value = [["A", "B", "C", "D", "E"][seq % 5]!];
  return { lease: 1, operations: [{ opId: randomUUID(), seq, position, kind: "flag", value: value[0] === "A", lastServerTimeMs: 0, elapsedMs: 0 }] };
}

async function measureSaves(port: number, crowd: Member[], next: number[]) {
  const client = loadClient(port, CONNECTIONS, originOf(port));
  const times: number[] = [];
  const before = await metricsOf(port);
  // Turn by turn for several candidates each.
  const turns = Array.from({ length: CONNECTIONS }, () => 0);
  const { calls, seconds } = await closedLoop(CONNECTIONS, SECONDS * 1_000, MOST_CALLS, async (lane) => {
    const member = (lane + CONNECTIONS * turns[lane]!++) % crowd.length;
    times.push(await save(client, crowd, next, member));
  });
  const after = await metricsOf(port);
  client.close();
  const grown = (name: string): number => (after[name] ?? 0) - (before[name] ?? 0);
  return {
    perSecond: calls / seconds,
    p50: percentile(times, 0.5),
    p99: percentile(times, 0.99),
    cpuMs: (1_000 * grown("exam_cpu_seconds_total")) / calls,
    statements: grown("exam_sql_statements_total") / calls,
  };
}

/** One save of a member, acknowledged; its milliseconds. */
async function save(client: Client, crowd: Member[], next: number[], member: number): Promise<number> {
  const { attemptId, cookie } = crowd[member]!;
  const seq = next[member]!;
  next[member] = seq + 1;
  const body = saveBody(seq, (seq % 12) + 1);
  const answer = await client.send("POST", `/attempts/${attemptId}/operations`, { Cookie: cookie }, JSON.stringify(body));
  const told = JSON.parse(answer.body.toString("utf8")) as { acknowledged?: string[] };
  if (answer.status !== 200 || told.acknowledged?.[0] !== body.operations[0]!.opId) throw new Error(`a save was not acknowledged: ${answer.status} ${answer.body.toString("utf8").slice(0, 300)}`);
  return answer.ms;
}

async function floodRows(port: number, crowd: Member[], next: number[]): Promise<Row[]> {
  const client = loadClient(port, CONNECTIONS, originOf(port));
  const rows: Row[] = [];
  // The last one floods and saves nothing itself.
  const [flooder, others] = [crowd.at(-1)!, crowd.length - 1];
  for (const flood of floodsOf(flooder)) {
    let turn = 0;
    const { name, quiet, flooded, answered } = await measureFlood(port, flood, () => save(client, crowd, next, turn++ % others));
    rows.push([`save p99 while ${name} (${answered}), beside quiet`, `${flooded.toFixed(1)} / ${quiet.toFixed(1)} ms`, `${(flooded / quiet).toFixed(2)} (goal 1.3)`]);
  }
  client.close();
  return rows;
}

/** Every member fetched its package in the waiting room; then all start at once and decrypt their first question. */
async function measureStarts(port: number, crowd: Member[]) {
  const client = loadClient(port, STARTS, originOf(port));
  const packages: EncryptedPackage[] = [];
  for (const { attemptId, cookie } of crowd) {
    const answer = await client.send("GET", `/attempts/${attemptId}/package?part=1`, { Cookie: cookie });
    if (answer.status !== 200) throw new Error(`no package: ${answer.status}`);
    packages.push(JSON.parse(answer.body.toString("utf8")) as EncryptedPackage);
  }
  const before = await metricsOf(port);
  const times = await Promise.all(
    crowd.map(async ({ attemptId, cookie }, index) => {
      const begun = performance.now();
      const answer = await client.send("POST", `/attempts/${attemptId}/start`, { Cookie: cookie }, JSON.stringify({ lease: 1 }));
      if (answer.status !== 200) throw new Error(`no start: ${answer.status} ${answer.body.toString("utf8")}`);
      const started = JSON.parse(answer.body.toString("utf8")) as Started;
      const plain = JSON.parse(openedPackage(packages[index]!, started.contentKey)) as { items: { stem: string }[] };
      if (!plain.items[0]?.stem) throw new Error("the first question could not be read");
      return performance.now() - begun;
    }),
  );
  const after = await metricsOf(port);
  client.close();
  const statements = (after["exam_sql_statements_total"]! - before["exam_sql_statements_total"]!) / crowd.length;
  return { p50: percentile(times, 0.5), p95: percentile(times, 0.95), statements };
}

function originOf(port: number): Record<string, string> {
  return { Origin: `http://127.0.0.1:${port}`, "Sec-Fetch-Site": "same-origin", "X-Exam-Protocol": "1" };
}

async function metricsOf(port: number): Promise<Metrics> {
  const client: Client = loadClient(port, 1);
  const { body } = await client.send("GET", "/metrics", {});
  client.close();
  return Object.fromEntries(body.toString("utf8").trim().split("\n").map((line) => [line.split(" ")[0]!, Number(line.split(" ")[1])]));
}

function firstLine(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = "";
    child.stdout?.on("data", (part: Buffer) => {
      text += part.toString("utf8");
      if (text.includes("\n")) resolve(text.split("\n")[0]!);
    });
    child.once("exit", (code) => reject(new Error(`a server of the benchmark ended with ${code}`)));
  });
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const gone = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGTERM");
  await gone;
}

function print(rows: Row[]): void {
  const width = Math.max(...rows.map(([name]) => name.length));
  for (const [name, value, ratio] of [["", "here", "ratio to ceiling"] as Row, ...rows]) {
    process.stdout.write(`${name.padEnd(width)}  ${value.padStart(16)}  ${ratio}\n`);
  }
}

await main();
