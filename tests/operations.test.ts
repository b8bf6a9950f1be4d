import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { VARIABLES } from "#config";
import { afterAll, describe, expect, it } from "vitest";
import { root } from "./e2e/support/seeded.ts";
import { documented, programOf, replaced } from "./long/support/nginx.ts";

const folder = mkdtempSync(join(tmpdir(), "exam-operations-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Writes a file and lets a program judge it. */
function judge(name: string, text: string, program: string, words: string[]) {
  const file = join(folder, name);
  writeFileSync(file, text);
  const { status, stdout, stderr } = spawnSync(programOf(program)!, [...words, file], { encoding: "utf8" });
  return { status, said: stdout + stderr };
}

const without = (program: string) => (programOf(program) === null ? ` (${program} is not installed on this machine)` : "");

describe("docs/operations.md", () => {
  it.each(["README.md", "docs/operations.md"])("and README.md name every variable of the configuration, and no other: %s", (file) => {
    const text = readFileSync(join(root, file), "utf8").split("## Settings")[1]!.split("\n## ")[0]!;
    const named = text.split("\n").filter((line) => line.startsWith("| `")).flatMap((line) => [...line.split("|")[1]!.matchAll(/`(\w+)`/g)].map(([, name]) => name!));
    expect(named.toSorted()).toEqual(VARIABLES.toSorted());
  });

  it.skipIf(without("systemd-analyze") !== "")(`has a unit that systemd takes${without("systemd-analyze")}`, () => {
    const unit = replaced(documented("ini"), [["/usr/bin/node", process.execPath], ["WorkingDirectory=/opt/exam", `WorkingDirectory=${root}`]]);
    const verify = (text: string) => judge("exam.service", text, "systemd-analyze", ["verify", "--man=no", "--recursive-errors=no"]);
    expect(verify(unit)).toMatchObject({ status: 0, said: expect.not.stringContaining("exam.service") });
    expect(verify(unit.replace("TimeoutStopSec", "TimeoutStop")).said).toMatch(/Unknown key.* 'TimeoutStop'/);
  });

  it.skipIf(without("caddy") !== "")(`has a file that Caddy takes${without("caddy")}`, () => {
    expect(judge("Caddyfile", documented("caddy"), "caddy", ["validate", "--adapter", "caddyfile", "--config"])).toMatchObject({ status: 0 });
  });

  it("has a container file of known instructions", () => {
    const lines = documented("dockerfile").split("\n").filter((line) => line !== "");
    expect(lines[0]).toMatch(/^FROM node:\d+/);
    expect(lines.filter((line) => !/^(FROM|WORKDIR|COPY|RUN|USER|ENV|VOLUME|EXPOSE|CMD) \S/.test(line))).toEqual([]);
    expect(JSON.parse(lines.at(-1)!.replace("CMD ", ""))).toEqual(["node", "--enable-source-maps", "build/server.js"]);
  });
});
