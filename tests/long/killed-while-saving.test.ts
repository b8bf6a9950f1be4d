import { spawn, type ChildProcess } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import SqliteDatabase from "better-sqlite3";
import { afterAll, expect, it } from "vitest";
import { copySeeded, exam, root } from "../e2e/support/seeded.ts";
import { makeCrowd, type Member } from "../load/crowd.ts";
import { loadClient } from "../load/http-load.ts";

const KILLS = 25;
const SAVERS = 8;
const dataDir = mkdtempSync(join(tmpdir(), "exam-kill-"));
let server: ChildProcess | null = null;

afterAll(() => {
  server?.kill("SIGKILL");
  rmSync(dataDir, { recursive: true, force: true });
});

async function launch(): Promise<number> {
  const env = { ...process.env, PORT: "0", HOST: "127.0.0.1", DATA_DIR: dataDir, LOG_LEVEL: "error" };
  const child = spawn(process.execPath, [join(root, "build", "server.js")], { env, stdio: ["ignore", "pipe", "inherit"] });
  server = child;
  return new Promise((resolve, reject) => {
    let text = "";
    child.stdout?.on("data", (part: Buffer) => {
      text += part.toString("utf8");
      const port = /localhost:(\d+)/.exec(text)?.[1];
      if (port) resolve(Number(port));
    });
    child.once("exit", (code) => reject(new Error(`the server ended with ${code}`)));
  });
}

/**
 * The checker knows only what its own clients were told: every acknowledged operation must stand in the database file,
 * once, and the chains must hold.
 */
it(`no acknowledged save is lost in ${KILLS} SIGKILLs at random moments`, { timeout: 600_000 }, async () => {
  copySeeded(dataDir);
  const crowd = await makeCrowd(join(dataDir, "exam.sqlite"), SAVERS);
  const acknowledged = new Set<string>();
  const seqs = new Map<string, number>();
  let sent = 0;
  for (let kill = 0; kill < KILLS; kill += 1) {
    const port = await launch();
    const client = loadClient(port, SAVERS, { Origin: `http://127.0.0.1:${port}`, "Sec-Fetch-Site": "same-origin" });
    const round = { alive: true };
    const save = async (member: Member): Promise<void> => {
      const path = `/attempts/${member.attemptId}`;
      const own = { Cookie: member.cookie };
      await client.send("POST", `${path}/start`, own, JSON.stringify({ lease: 1 })).catch(() => undefined);
      while (round.alive) {
        const seq = (seqs.get(member.attemptId) ?? 0) + 1;
        const opId = randomUUID();
        sent += 1;
        const body = { lease: 1, operations: [{ opId, seq, position: (seq % 12) + 1, kind: "flag", value: seq % 2 === 0, lastServerTimeMs: 0, elapsedMs: 0 }] };
        seqs.set(member.attemptId, seq);
        const answer = await client.send("POST", `${path}/operations`, own, JSON.stringify(body)).catch(() => null);
        if (answer === null) return;
        const told = JSON.parse(answer.body.toString("utf8")) as { acknowledged?: string[] };
        for (const id of told.acknowledged ?? []) acknowledged.add(id);
      }
    };
    const saving = crowd.map(save);
    await new Promise((resolve) => setTimeout(resolve, 150 + ((kill * 37) % 200)));
    const gone = new Promise((resolve) => server?.once("exit", resolve));
    server?.kill("SIGKILL");
    await gone;
    round.alive = false;
    await Promise.all(saving);
    client.close();
  }
  const database = new SqliteDatabase(join(dataDir, "exam.sqlite"), { readonly: true });
  const stored = database.prepare("select op_id from attempt_event where op_id is not null").all() as { op_id: string }[];
  expect(database.pragma("integrity_check", { simple: true })).toBe("ok");
  database.close();
  const counts = new Map<string, number>();
  for (const { op_id: opId } of stored) counts.set(opId, (counts.get(opId) ?? 0) + 1);
  expect(acknowledged.size).toBeGreaterThan(KILLS);
  expect([...acknowledged].filter((opId) => counts.get(opId) !== 1)).toEqual([]);
  expect(JSON.parse(exam(dataDir, "audit", "verify", "--json"))).toMatchObject({ ok: true });
  process.stdout.write(`${KILLS} kills, ${sent} sent, ${acknowledged.size} acknowledged, 0 lost\n`);
});
