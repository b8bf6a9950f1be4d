import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { compilerProblem, dataDirProblem, nodeProblem, portProblem } from "./machine.js";

describe("what the machine must offer", () => {
  it("takes Node 20.19 and newer, and says which one is there", () => {
    for (const version of ["20.19.0", "20.20.2", "22.0.0", "24.1.0"]) expect(nodeProblem(version)).toBeNull();
    for (const version of ["18.20.4", "20.18.3", "16.0.0"]) expect(nodeProblem(version)).toMatch(new RegExp(`^Node ${version} is too old: .+\\.$`));
  });

  it("names each missing part of a compiler, and takes clang for g++", () => {
    const only = (...names: string[]) => (name: string) => names.includes(name);
    expect(compilerProblem(only("python3", "make", "g++"))).toBeNull();
    expect(compilerProblem(only("python", "make", "clang++"))).toBeNull();
    expect(compilerProblem(only("python3"))).toContain("needs make, a C++ compiler");
    expect(compilerProblem(only("make", "c++"))).toContain("needs python3:");
  });

  it("makes the data folder and leaves nothing in it", () => {
    const folder = mkdtempSync(join(tmpdir(), "exam-data-"));
    expect(dataDirProblem(join(folder, "a", "b"))).toBeNull();
    expect(readdirSync(join(folder, "a", "b"))).toEqual([]);
    rmSync(folder, { recursive: true });
  });

  it("refuses a data folder that is a file", () => {
    const folder = mkdtempSync(join(tmpdir(), "exam-data-"));
    writeFileSync(join(folder, "file"), "");
    expect(dataDirProblem(join(folder, "file"))).toMatch(/cannot be written \(E\w+\): choose another one/);
    rmSync(folder, { recursive: true });
  });

  it.skipIf(!existsSync("/proc"))("refuses a data folder where no folder can be made, at once (skipped without /proc)", () => {
    expect(dataDirProblem("/proc/exam/data")).toMatch(/^The folder DATA_DIR \(\/proc\/exam\/data\) cannot be written/);
  });

  it("says that a port is in use, and nothing when it is free again", async () => {
    const server = createServer();
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    const address = server.address();
    const port = String(typeof address === "object" && address ? address.port : 0);
    expect(await portProblem(port, "127.0.0.1")).toBe(`Port ${port} is in use: set PORT to another one.`);
    await new Promise((done) => server.close(done));
    expect(await portProblem(port, "127.0.0.1")).toBeNull();
  });

  it.each(["abc", "-1", "65536", "80.5", "1e3"])("refuses PORT=%s with what is expected", async (text) => {
    expect(await portProblem(text, "127.0.0.1")).toBe(`PORT ("${text}") is wrong: expected a port number from 0 to 65535.`);
  });

  it("says that an address is not of this machine", async () => {
    expect(await portProblem("0", "192.0.2.1")).toContain("HOST (192.0.2.1) cannot be listened on");
  });
});
