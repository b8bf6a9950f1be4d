import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openDb, transact } from "#db/open.ts";
import { insertPerson } from "#db/people.ts";
import { storeServerClock } from "#db/server-clock.ts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bundleCommandLine } from "../db/setup/bundle.js";

const root = fileURLToPath(new URL("..", import.meta.url));
const PASSWORD = "a password of some length";

/** Runs a program on a terminal and answers its questions with the lines of ANSWERS, one after the other. */
const ON_A_TERMINAL = `
import os, pty, sys
answers = os.environ.pop("ANSWERS").split("|")
pid, terminal = pty.fork()
if pid == 0:
    os.execvp(sys.argv[1], sys.argv[1:])
seen = b""
while True:
    try:
        part = os.read(terminal, 1024)
    except OSError:
        break
    if not part:
        break
    seen += part
    if part.rstrip(b"\\r\\n").endswith(b": ") and answers:
        os.write(terminal, answers.pop(0).replace("^H", chr(127)).encode() + b"\\r")
sys.stdout.buffer.write(seen)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
`;

let folder: string;
beforeAll(async () => {
  // Below the root, so that its packages are found as from build/.
  mkdirSync(join(root, ".cache"), { recursive: true });
  folder = mkdtempSync(join(root, ".cache", "administrator-"));
  writeFileSync(join(folder, "terminal.py"), ON_A_TERMINAL);
  await bundleCommandLine(root, folder);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** An installation of its own: `exam` runs the built command line on it. */
function installation(settings: Record<string, string> = {}) {
  const place = mkdtempSync(join(folder, "place-"));
  const { EXAM_PASSWORD: _password, DATABASE_URL: _database, ...inherited } = process.env;
  const env = { ...inherited, INIT_CWD: place, DATA_DIR: join(place, "data"), ...settings };
  const run = (program: string, words: string[], extra: Record<string, string>) => {
    const { status, stdout, stderr } = spawnSync(program, words, { cwd: root, encoding: "utf8", env: { ...env, ...extra }, input: "" });
    return { status, stdout, stderr };
  };
  const program = join(folder, "exam.js");
  return {
    place,
    exam: (words: string[], extra: Record<string, string> = {}) => run(process.execPath, [program, ...words], extra),
    onTerminal: (words: string[], answers: string[]) => run("python3", [join(folder, "terminal.py"), process.execPath, program, ...words], { ANSWERS: answers.join("|") }),
  };
}

describe("exam person add --first-admin", () => {
  const words = ["person", "add", "--first-admin", "--email", "ada@example.org", "--name", "Ada Admin"];

  it("makes the first administrator of a migrated database, once, and keeps the act", () => {
    const { exam } = installation();
    exam(["migrate"]);
    expect(exam(words)).toEqual({ status: 1, stdout: "", stderr: "A password is needed: run the command on a terminal, or set EXAM_PASSWORD.\n" });
    expect(exam(words, { EXAM_PASSWORD: PASSWORD })).toEqual({ status: 0, stdout: "Added Ada Admin.\n", stderr: "" });
    const again = exam([...words, "--json"], { EXAM_PASSWORD: PASSWORD });
    expect([again.status, JSON.parse(again.stdout)]).toEqual([1, { ok: false, reason: "admin-exists" }]);
    expect(exam(["person", "list"]).stdout).toBe("Ada Admin  ada@example.org  admin\n");
    expect(exam(["audit", "verify"]).status).toBe(0);
  });

  it("takes no other role", () => {
    expect(installation().exam([...words, "--role", "office"]).status).toBe(2);
  });

  it("asks on a terminal, twice, and shows nothing of what is typed", () => {
    const { exam, onTerminal } = installation();
    exam(["migrate"]);
    const differs = onTerminal(words, [PASSWORD, "another password"]);
    expect([differs.status, differs.stdout]).toEqual([1, expect.stringContaining("The two passwords differ. Nothing was stored.")]);
    const done = onTerminal(words, [`${PASSWORD}x^H`, PASSWORD]);
    expect([done.status, done.stdout]).toEqual([0, expect.stringContaining("Added Ada Admin.")]);
    expect(done.stdout + differs.stdout).not.toMatch(/password of|another/);
  });

  it("stores nothing when it is interrupted", () => {
    const { exam, onTerminal } = installation();
    exam(["migrate"]);
    expect(onTerminal(words, ["half a pass\u0003"]).status).toBe(1);
    expect(exam(["person", "list"]).stdout).toBe("\n");
  });
});

describe("exam person reset-second-factor", () => {
  const reset = ["person", "reset-second-factor", "--email", "ada@example.org"];

  it("takes the second factor of a person away, with a reason, and nothing of nobody's", async () => {
    const { exam, place } = installation();
    exam(["migrate"]);
    exam(["person", "add", "--first-admin", "--email", "ada@example.org", "--name", "Ada"], { EXAM_PASSWORD: PASSWORD });
    expect(exam(reset).status).toBe(2);
    expect(exam([...reset, "--reason", "lost"])).toEqual({ status: 1, stdout: "", stderr: "This person has no second factor: nothing was changed.\n" });
    const db = openDb({ databaseUrl: null, file: join(place, "data", "exam.sqlite") });
    try {
      await db.write.updateTable("person").set({ totp_secret: "v1.any", totp_confirmed_at_ms: 1 }).execute();
    } finally {
      await db.close();
    }
    expect(exam([...reset, "--reason", " "])).toEqual({ status: 1, stdout: "", stderr: "Please enter a reason.\n" });
    expect(exam([...reset, "--reason", "telephone stolen"])).toEqual({ status: 0, stdout: "Ada has no second factor any more and is signed out; the next sign-in sets up a new one.\n", stderr: "" });
    expect(exam(["audit", "verify"]).status).toBe(0);
  });
});

describe("exam doctor", () => {
  const PUBLIC = { PUBLIC_URL: "https://exam.example.org", TRUST_PROXY: "1" };
  type Report = { ok: boolean; checks: { check: string; state: string; what: string }[] };
  const faults = (stdout: string) => (JSON.parse(stdout) as Report).checks.filter(({ state }) => state === "fault").map(({ check }) => check);

  /** Every file with its mode and content. */
  function contents(folder: string): string[] {
    const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).sort().map((name) => join(folder, name));
    return files.map((path) => `${path} ${statSync(path).mode} ${statSync(path).isFile() ? createHash("sha256").update(readFileSync(path)).digest("hex") : ""}`);
  }

  it("finds an empty machine not ready, says what to do and makes nothing", () => {
    const { exam, place } = installation();
    const { status, stdout, stderr } = exam(["doctor"]);
    expect([status, stderr]).toEqual([1, ""]);
    expect(stdout).toMatch(/^fault    database: There is none yet: npm run exam -- migrate$/m);
    expect(stdout).toMatch(/^ok       mail: Not set up; nothing sends mail yet\.$/m);
    expect(existsSync(join(place, "data"))).toBe(false);
  });

  it("finds no fault on this machine after migrate, nor in public with the secret apart and the folder closed", () => {
    const { exam, place } = installation();
    exam(["migrate"]);
    expect(exam(["doctor"]).status).toBe(0);
    const apart = { ...PUBLIC, SECRET_FILE: join(place, "keys", "secret.key") };
    exam(["person", "add", "--first-admin", "--email", "ada@example.org", "--name", "Ada"], { ...apart, EXAM_PASSWORD: PASSWORD });
    chmodSync(join(place, "data"), 0o700);
    const before = contents(place);
    const { status, stdout } = exam(["doctor", "--json"], apart);
    expect([status, faults(stdout)]).toEqual([0, []]);
    expect(contents(place)).toEqual(before);
  });

  it("names every fault of a bad installation, while a server has the database", async () => {
    const { exam, place } = installation(PUBLIC);
    const [dataDir, secret] = [join(place, "data"), join(place, "data", "secret.key")];
    exam(["migrate"]);
    exam(["person", "list"]);
    chmodSync(secret, 0o644);
    chmodSync(dataDir, 0o755);
    const db = openDb({ databaseUrl: null, file: join(dataDir, "exam.sqlite") });
    await transact(db, async (trx) => {
      await storeServerClock(trx, { nowMs: Date.now() + 3_600_000, offsetMs: 0, doubtAheadMs: null });
      await insertPerson(trx, { id: "demo", email: "admin@demo.example", name: "Demo", passwordHash: "hash", roles: ["admin"], nowMs: 0 });
    });
    try {
      const { status, stdout } = exam(["doctor", "--json"], { TRUST_PROXY: "0" });
      expect([status, faults(stdout)]).toEqual([1, ["proxy", "secret", "data", "demonstration", "clock"]]);
    } finally {
      await db.close();
    }
  });
});

describe("the files of the data", () => {
  const loose = (folder: string) => readdirSync(folder, { recursive: true, encoding: "utf8" }).map((name) => join(folder, name)).filter((path) => (statSync(path).mode & 0o077) !== 0);

  it("are made for their owner only by every command, whatever the mask of the shell, and set so where they were not", () => {
    const { exam, place } = installation();
    const dataDir = join(place, "data");
    const mask = process.umask(0);
    try {
      exam(["migrate"]);
      expect(statSync(dataDir).mode & 0o777).toBe(0o700);
      expect(exam(["person", "list"]).status).toBe(0);
      expect(readdirSync(dataDir)).toEqual(expect.arrayContaining(["exam.sqlite", "secret.key"]));
      expect(loose(place)).toEqual([]);
      mkdirSync(join(dataDir, "images"));
      writeFileSync(join(dataDir, "exam.sqlite.before-0007-seen"), "");
      writeFileSync(join(dataDir, "notes.txt"), "");
      for (const name of ["exam.sqlite", "secret.key"]) chmodSync(join(dataDir, name), 0o666);
      chmodSync(dataDir, 0o755);
      exam(["person", "list"]);
    } finally {
      process.umask(mask);
    }
    // Neither the folder of an administrator nor what is none of the program's.
    expect(loose(place).toSorted()).toEqual([dataDir, join(dataDir, "notes.txt")]);
  });
});
