import { describe, expect, it } from "vitest";
import { isThisMachine, readConfig, type Config } from "./config.ts";

function configOf(environment: Record<string, string>): Config {
  const read = readConfig(environment, "/home/office");
  if (!read.ok) throw new Error(read.problems.join(" "));
  return read.config;
}

describe("the configuration", () => {
  it("is complete without a single variable", () => {
    expect(configOf({})).toEqual({
      port: 3000,
      host: "127.0.0.1",
      publicUrl: null,
      trustProxy: false,
      dataDir: "/home/office/data",
      databaseUrl: null,
      databaseFile: "/home/office/data/exam.sqlite",
      imagesDir: "/home/office/data/images",
      secretFile: "/home/office/data/secret.key",
      sealFile: "/home/office/data/seals.jsonl",
      logLevel: "info",
      metricsToken: null,
    });
  });

  it("takes an empty variable as unset", () => {
    const empty = Object.fromEntries(["PORT", "HOST", "DATA_DIR", "DATABASE_URL", "LOG_LEVEL", "TRUST_PROXY"].map((name) => [name, ""]));
    expect(configOf(empty)).toEqual(configOf({}));
  });

  it("reads paths relative to the caller's folder, absolute ones as they are", () => {
    expect(configOf({ DATA_DIR: "exam", SECRET_FILE: "keys/a" })).toMatchObject({ dataDir: "/home/office/exam", secretFile: "/home/office/keys/a" });
    expect(configOf({ DATA_DIR: "/srv/exam" })).toMatchObject({ dataDir: "/srv/exam", secretFile: "/srv/exam/secret.key" });
  });

  it("reads every variable", () => {
    const config = configOf({
      PORT: "8080",
      HOST: "0.0.0.0",
      PUBLIC_URL: "https://exam.example.org",
      TRUST_PROXY: "1",
      DATABASE_URL: "postgres://exam@db.example.org/exam",
      LOG_LEVEL: "debug",
      METRICS_TOKEN: "sixteen-letters-x",
    });
    expect(config).toMatchObject({ port: 8080, host: "0.0.0.0", publicUrl: "https://exam.example.org", trustProxy: true, logLevel: "debug" });
    expect(config).toMatchObject({ databaseUrl: "postgres://exam@db.example.org/exam", metricsToken: "sixteen-letters-x" });
  });

  it.each([
    ["PORT", "65536"],
    ["PORT", "80a"],
    ["PORT", "-1"],
    ["PORT", "1e3"],
    ["PUBLIC_URL", "exam.example.org"],
    ["PUBLIC_URL", "ftp://exam.example.org"],
    ["TRUST_PROXY", "yes"],
    ["DATABASE_URL", "mysql://db"],
    ["DATABASE_URL", "exam.sqlite"],
    ["LOG_LEVEL", "loud"],
    ["METRICS_TOKEN", "short"],
  ])("refuses %s=%s in one sentence that names it", (name, value) => {
    const read = readConfig({ [name]: value }, "/home/office");
    expect(read).toEqual({ ok: false, problems: [expect.stringMatching(new RegExp(`^${name} .*is wrong: expected .+\\.$`))] });
  });

  it("names every wrong variable, not only the first", () => {
    const read = readConfig({ PORT: "x", LOG_LEVEL: "y" }, "/");
    expect(read.ok ? [] : read.problems.map((problem) => problem.split(" ")[0])).toEqual(["PORT", "LOG_LEVEL"]);
  });

  it.each(["0.0.0.0", "::", "192.0.2.7", "exam.example.org", "localhost.example.org", "127.0.0.1.example.org"])("needs the public address where others reach the server: HOST=%s", (host) => {
    expect(isThisMachine(host)).toBe(false);
    expect(readConfig({ HOST: host }, "/")).toEqual({ ok: false, problems: [expect.stringMatching(/^PUBLIC_URL is missing: .*, for example https:\/\/exam\.example\.org\.$/)] });
    expect(configOf({ HOST: host, PUBLIC_URL: "https://exam.example.org" })).toMatchObject({ host });
    expect(readConfig({ HOST: host, PUBLIC_URL: "exam" }, "/")).toEqual({ ok: false, problems: [expect.stringMatching(/^PUBLIC_URL is wrong/)] });
  });

  it.each(["localhost", "LOCALHOST", "exam.localhost", "127.0.0.1", "127.8.0.1", "::1", "[::1]", "::ffff:127.0.0.1"])("needs none on this machine alone: HOST=%s", (host) => {
    expect(isThisMachine(host)).toBe(true);
    expect(configOf({ HOST: host })).toMatchObject({ host, publicUrl: null });
  });

  it("never repeats a value that may hold a password", () => {
    const read = readConfig({ DATABASE_URL: "mysql://exam:secret-word@db", METRICS_TOKEN: "secret-word" }, "/");
    expect(JSON.stringify(read)).not.toContain("secret-word");
  });
});
