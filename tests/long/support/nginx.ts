import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { freePort } from "../../db/support/postgres.ts";
import { root } from "../../e2e/support/seeded.ts";

const START_WITHIN_MS = 10_000;

/** A program on the PATH or where Debian puts what only root runs; null when it is absent. */
export function programOf(name: string): string | null {
  const folders = [...(process.env.PATH ?? "").split(delimiter), "/usr/sbin", "/usr/local/sbin"];
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path)) ?? null;
}

/** The text of the one block of a language in docs/operations.md. */
export function documented(language: string): string {
  const blocks = readFileSync(join(root, "docs", "operations.md"), "utf8").split(`\`\`\`${language}\n`).slice(1);
  if (blocks.length !== 1) throw new Error(`docs/operations.md has ${blocks.length} blocks of ${language}`);
  return blocks[0]!.split("```")[0]!;
}

/** Replaces each text by another; one that does not stand there exactly once is a fault of the test. */
export function replaced(text: string, changes: readonly (readonly [string, string])[]): string {
  return changes.reduce((before, [from, to]) => {
    if (before.split(from).length !== 2) throw new Error(`"${from}" does not stand once in:\n${before}`);
    return before.replace(from, () => to);
  }, text);
}

export type Nginx = { httpPort: number; httpsPort: number; stop(): Promise<void> };

/** Starts the nginx of the document before a server, on free ports and with a certificate of its own; `changes` are made to its text. */
export async function startNginx(serverPort: number, changes: readonly (readonly [string, string])[] = []): Promise<Nginx> {
  const folder = mkdtempSync(join(tmpdir(), "exam-nginx-"));
  const [certificate, key] = [join(folder, "certificate.pem"), join(folder, "key.pem")];
  execFileSync("openssl", ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj", "/CN=exam.example.org", "-keyout", key, "-out", certificate], { stdio: "pipe" });
  const [httpPort, httpsPort] = [await freePort(), await freePort()];
  const site = replaced(documented("nginx"), [
    ["127.0.0.1:3000", `127.0.0.1:${serverPort}`],
    ["listen 80;", `listen 127.0.0.1:${httpPort};`],
    ["listen 443 ", `listen 127.0.0.1:${httpsPort} `],
    ["/etc/letsencrypt/live/exam.example.org/fullchain.pem", certificate],
    ["/etc/letsencrypt/live/exam.example.org/privkey.pem", key],
    ...changes,
  ]);
  const paths = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((name) => `${name}_temp_path ${join(folder, name)};`);
  const main = [
    ...(process.getuid?.() === 0 ? ["user root;"] : []),
    "daemon off;",
    "worker_processes 1;",
    `pid ${join(folder, "nginx.pid")};`,
    `error_log ${join(folder, "error.log")};`,
    "events { worker_connections 256; }",
    `http { access_log off; ${paths.join(" ")}\n${site}\n}`,
  ];
  const file = join(folder, "nginx.conf");
  writeFileSync(file, main.join("\n"));
  const child = spawn(programOf("nginx")!, ["-c", file, "-p", folder, "-e", join(folder, "error.log")], { stdio: "ignore" });
  const gone = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const stop = async (): Promise<void> => {
    child.kill("SIGTERM");
    await gone;
    rmSync(folder, { recursive: true, force: true });
  };
  const begun = performance.now();
  while (!(await listens(httpsPort))) {
    if (child.exitCode === null && performance.now() - begun < START_WITHIN_MS) continue;
    const why = existsSync(join(folder, "error.log")) ? readFileSync(join(folder, "error.log"), "utf8") : "";
    await stop();
    throw new Error(`nginx did not start: ${why}`);
  }
  return { httpPort, httpsPort, stop };
}

async function listens(port: number): Promise<boolean> {
  const socket = connect(port, "127.0.0.1");
  const did = await new Promise<boolean>((resolve) => socket.once("connect", () => resolve(true)).once("error", () => setTimeout(() => resolve(false), 20)));
  socket.destroy();
  return did;
}
