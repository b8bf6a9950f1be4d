import { describe, expect, it } from "vitest";
import { judgeInstallation, type InstallationFacts } from "./doctor-judge.ts";

const NOW = Date.UTC(2026, 10, 27, 12);
const none = { seeded: false, people: 0 };
const stored = { lastTimeMs: NOW - 1_000, offsetMs: 0, doubtAheadMs: null };
const upToDate = { state: "up-to-date", clock: stored, admins: 1, demonstration: none } as const;

/** An installation on a public address in which nothing is wrong. */
const GOOD: InstallationFacts = {
  nowMs: NOW,
  node: { runs: "v22.1.0", oldest: [20, 19] },
  host: "127.0.0.1",
  publicUrl: "https://exam.example.org",
  trustProxy: true,
  dataDir: { path: "/srv/exam", mode: 0o40700, freeBytes: 50e9 },
  readable: ["exam.sqlite"],
  secretFile: { path: "/etc/exam/secret.key", mode: 0o100600, isSound: true, isInDataDir: false },
  database: upToDate,
  timeSynchronised: true,
  signInsFile: null,
};
/** On this machine only, as `npm start` makes it. */
const AT_HOME: Partial<InstallationFacts> = { publicUrl: null, trustProxy: false };
const inData = { ...GOOD.secretFile, path: "/srv/exam/secret.key", isInDataDir: true };
const open = { ...GOOD.dataDir, mode: 0o40755 };
const seeded = { ...upToDate, demonstration: { seeded: true, people: 11 } };

/** What is not in order, as "check state". */
const complaints = (change: Partial<InstallationFacts>) => judgeInstallation({ ...GOOD, ...change }).flatMap(({ check, state }) => (state === "ok" ? [] : [`${check} ${state}`]));

describe("the judgement of an installation", () => {
  it("finds nothing where nothing is wrong, and says each thing it has looked at", () => {
    expect(complaints({})).toEqual([]);
    const checks = judgeInstallation(GOOD).map(({ check }) => check);
    expect(checks).toEqual(["node", "https", "proxy", "secret", "data", "disk", "database", "demonstration", "administrator", "clock", "time", "mail"]);
  });

  it.each<[string, Partial<InstallationFacts>, string[]]>([
    ["an old Node", { node: { runs: "v20.18.9", oldest: [20, 19] } }, ["node fault"]],
    ["the oldest Node that does", { node: { runs: "v20.19.0", oldest: [20, 19] } }, []],
    ["no public address, on this machine", AT_HOME, ["https warning"]],
    ["this machine as the public address", { ...AT_HOME, publicUrl: "http://localhost:3000" }, []],
    ["a public address without https", { publicUrl: "http://exam.example.org" }, ["https fault"]],
    ["https and no proxy that is believed", { trustProxy: false }, ["proxy fault"]],
    ["a proxy that can be passed by", { host: "0.0.0.0" }, ["proxy warning"]],
    ["no secret before the first start", { secretFile: { ...GOOD.secretFile, mode: null, isSound: false }, database: { ...upToDate, clock: null } }, ["secret warning"]],
    ["a secret that was lost", { secretFile: { ...GOOD.secretFile, mode: null, isSound: false } }, ["secret fault"]],
    ["a secret that others can read", { secretFile: { ...GOOD.secretFile, mode: 0o100640 } }, ["secret fault"]],
    ["something else in the place of the secret", { secretFile: { ...GOOD.secretFile, isSound: false } }, ["secret fault"]],
    ["the secret among the data, public", { secretFile: inData }, ["secret fault"]],
    ["the secret among the data, on this machine", { ...AT_HOME, secretFile: inData }, ["https warning", "secret warning"]],
    ["data that others can read, public", { dataDir: open }, ["data fault"]],
    ["data that others can read, on this machine", { ...AT_HOME, dataDir: open }, ["https warning", "data warning"]],
    ["an open folder in which nothing can be read", { dataDir: open, readable: [] }, []],
    ["no data folder", { dataDir: { ...GOOD.dataDir, mode: null, freeBytes: null } }, ["data fault"]],
    ["a full disk", { dataDir: { ...GOOD.dataDir, freeBytes: 50 * 1_024 * 1_024 - 1 } }, ["disk fault"]],
    ["a disk that is nearly full", { dataDir: { ...GOOD.dataDir, freeBytes: 2e9 - 1 } }, ["disk warning"]],
    ["no database", { database: { state: "absent" } }, ["database fault"]],
    ["a database that does not answer", { database: { state: "unreachable", why: "ECONNREFUSED" } }, ["database fault"]],
    ["an older database", { database: { state: "other-version", missing: ["0017-first-visits"], foreign: [] } }, ["database fault"]],
    ["a newer database", { database: { state: "other-version", missing: [], foreign: ["0099-later"] } }, ["database fault"]],
    ["a demonstration in public", { database: seeded }, ["demonstration fault"]],
    ["invented people in public, whatever the settings say", { database: { ...upToDate, demonstration: { seeded: false, people: 1 } } }, ["demonstration fault"]],
    ["printed sign-ins in public", { signInsFile: "/srv/exam/demo-sign-ins.json" }, ["demonstration fault"]],
    ["a demonstration on this machine", { ...AT_HOME, database: seeded }, ["https warning"]],
    ["nobody to begin with", { database: { ...upToDate, admins: 0 } }, ["administrator warning"]],
    ["a clock before the first server", { database: { ...upToDate, clock: null } }, []],
    ["a clock a little behind a server that runs", { database: { ...upToDate, clock: { ...stored, lastTimeMs: NOW + 10_000 } } }, []],
    ["a clock that went back", { database: { ...upToDate, clock: { ...stored, lastTimeMs: NOW + 10_001 } } }, ["clock fault"]],
    ["a clock that is known to be slow", { database: { ...upToDate, clock: { ...stored, lastTimeMs: NOW + 70_000, offsetMs: 60_000 } } }, ["clock warning"]],
    ["a clock that is known to be slow and went back", { database: { ...upToDate, clock: { ...stored, lastTimeMs: NOW + 70_001, offsetMs: 60_000 } } }, ["clock fault"]],
    ["a clock that is known to be fast", { database: { ...upToDate, clock: { ...stored, lastTimeMs: NOW - 70_000, offsetMs: -60_000 } } }, ["clock warning"]],
    ["a clock in doubt", { database: { ...upToDate, clock: { ...stored, doubtAheadMs: 3_600_000 } } }, ["clock fault"]],
    ["a clock that nobody keeps", { timeSynchronised: false }, ["time warning"]],
    ["a clock of which nobody knows who keeps it", { timeSynchronised: null }, ["time warning"]],
  ])("of %s", (_what, change, expected) => expect(complaints(change)).toEqual(expected));

  it("says of each fault and warning what to do", () => {
    const worst = judgeInstallation({ ...GOOD, database: { state: "other-version", missing: ["0017-first-visits"], foreign: [] }, secretFile: inData, dataDir: open });
    const said = worst.filter(({ state }) => state !== "ok").map(({ what }) => what);
    expect(said).toEqual([expect.stringContaining("set SECRET_FILE"), expect.stringContaining("chmod 700 /srv/exam"), expect.stringContaining("npm run exam -- migrate")]);
  });
});
