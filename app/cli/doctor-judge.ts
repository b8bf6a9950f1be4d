import { isThisMachine } from "#config";
import type { DatabaseFacts } from "#db/examine.ts";

/** What was found on a machine; times in epoch milliseconds, modes as the file system has them. */
export type InstallationFacts = {
  nowMs: number;
  /** Of the running Node, and the oldest that this program runs on: [major, minor]. */
  node: { runs: string; oldest: readonly [number, number] };
  host: string;
  publicUrl: string | null;
  trustProxy: boolean;
  dataDir: { path: string; mode: number | null; freeBytes: number | null };
  /** Files in the data folder that others could read if they may enter it. */
  readable: readonly string[];
  secretFile: { path: string; mode: number | null; isSound: boolean; isInDataDir: boolean };
  database: DatabaseFacts;
  /** Whether the clock is kept by the network's time; null where that cannot be told. */
  timeSynchronised: boolean | null;
  signInsFile: string | null;
};

export type Finding = { check: string; state: "ok" | "warning" | "fault"; what: string };

const SAFE_DISK_BYTES = 2e9;
/** Less than this the server itself takes for a full disk (duties/readiness.ts). */
const LEAST_DISK_BYTES = 50 * 1_024 * 1_024;
/** By so little a clock may be behind at the start of a server (exam/time/judge-server-clock.ts). */
const CLOCK_TOLERANCE_MS = 10_000;
const OTHERS = 0o007;
const OTHERS_AND_GROUP = 0o077;

/** Judges an installation, check by check. What only a demonstration on this machine may have is a fault on a public address. */
export function judgeInstallation(facts: InstallationFacts): Finding[] {
  const isPublic = !isThisMachine(facts.host) || (facts.publicUrl !== null && !isThisMachine(new URL(facts.publicUrl).hostname));
  const findings = [node(facts), address(facts), proxy(facts), secret(facts, isPublic), dataFolder(facts, isPublic), disk(facts)];
  findings.push(database(facts), demonstration(facts, isPublic), administrator(facts), clock(facts), synchronised(facts));
  // There is no mailer to look at (app/adapters).
  findings.push(ok("mail", "Not set up; nothing sends mail yet."));
  return findings.filter((finding) => finding !== null);
}

const ok = (check: string, what: string): Finding => ({ check, state: "ok", what });
const warning = (check: string, what: string): Finding => ({ check, state: "warning", what });
const fault = (check: string, what: string): Finding => ({ check, state: "fault", what });
const faultIf = (isFault: boolean) => (isFault ? fault : warning);

function node({ node: { runs, oldest } }: InstallationFacts): Finding {
  const [major = 0, minor = 0] = runs.replace(/^v/, "").split(".").map(Number);
  const isOld = major < oldest[0] || (major === oldest[0] && minor < oldest[1]);
  return isOld ? fault("node", `Node ${runs} is too old: install ${oldest.join(".")} or newer.`) : ok("node", `Node ${runs}.`);
}

function address({ publicUrl }: InstallationFacts): Finding {
  // On the network the configuration itself asks for it.
  if (publicUrl === null) return warning("https", "PUBLIC_URL is not set: right for trying it on this machine. For an exam set it to the https address that browsers use.");
  const { protocol, hostname } = new URL(publicUrl);
  if (protocol === "https:") return ok("https", `Browsers reach it under ${publicUrl}.`);
  if (isThisMachine(hostname)) return ok("https", `${publicUrl} is this machine, where https is not needed.`);
  return fault("https", `${publicUrl} is not https: no browser keeps a sign-in there. Put a reverse proxy with a certificate in front (docs/operations.md).`);
}

function proxy({ publicUrl, trustProxy, host }: InstallationFacts): Finding {
  if (publicUrl?.startsWith("https:") && !trustProxy) {
    return fault("proxy", "TRUST_PROXY is not set, though https means a proxy: nobody could sign in, and all would count as one address. Set TRUST_PROXY=1.");
  }
  if (trustProxy && !isThisMachine(host)) {
    return warning("proxy", `The proxy is believed, and the server listens on ${host}: see to it that only the proxy reaches this port, or anybody can feign an address.`);
  }
  return ok("proxy", trustProxy ? "What the proxy says of address and https is believed." : "No proxy is believed.");
}

function secret({ secretFile: { path, mode, isSound, isInDataDir }, database: found }: InstallationFacts, isPublic: boolean): Finding {
  if (mode === null) {
    const wasUsed = found.state === "up-to-date" && found.clock !== null;
    if (wasUsed) return fault("secret", `${path} is not there, though the database was in use: without it no admission code is right. Restore it from its own backup before the next start, which would make a new one.`);
    return warning("secret", `${path} is not there yet; the first start makes it. Keep a copy of it apart from the data.`);
  }
  if (!isSound) return fault("secret", `${path} cannot be read or holds no secret of this program: restore it from its own backup, readable by the server's user.`);
  if ((mode & OTHERS_AND_GROUP) !== 0) return fault("secret", `${path} may be read by others (mode ${octal(mode)}): chmod 600 ${path}`);
  if (isInDataDir) {
    const where = `${path} lies in the data folder, so that every backup of the data carries it.`;
    return faultIf(isPublic)("secret", `${where} Move it (for example to /etc/exam/secret.key), set SECRET_FILE, and keep a copy of it apart from the data.`);
  }
  return ok("secret", `${path} is readable by its owner only and apart from the data. Whether there is a copy of it elsewhere, only you know.`);
}

function dataFolder({ dataDir: { path, mode }, readable }: InstallationFacts, isPublic: boolean): Finding {
  if (mode === null) return fault("data", `${path} is not there: set DATA_DIR, or make it: mkdir -m 700 ${path}`);
  if ((mode & OTHERS) === 0 || readable.length === 0) return ok("data", `Other users of this machine cannot read what is in ${path}.`);
  return faultIf(isPublic)("data", `Every user of this machine can read ${readable.join(", ")} in ${path}: chmod 700 ${path}`);
}

function disk({ dataDir: { path, freeBytes } }: InstallationFacts): Finding | null {
  if (freeBytes === null) return null;
  const free = freeBytes < 1e9 ? `${Math.floor(freeBytes / 1e6)} MB` : `${(freeBytes / 1e9).toFixed(1)} GB`;
  if (freeBytes < LEAST_DISK_BYTES) return fault("disk", `${free} are free for ${path}: no candidate is admitted. Make room.`);
  if (freeBytes < SAFE_DISK_BYTES) return warning("disk", `${free} are free for ${path}: make room before the day, 2 GB at least.`);
  return ok("disk", `${free} are free for ${path}.`);
}

function database({ database: found }: InstallationFacts): Finding {
  switch (found.state) {
    case "absent":
      return fault("database", "There is none yet: npm run exam -- migrate");
    case "unreachable":
      return fault("database", `It cannot be read (${found.why}). Look whether it runs, and whether this user may read it.`);
    case "other-version":
      if (found.foreign.length > 0) return fault("database", `It was made by a newer version of this program (${found.foreign.join(", ")}): install that version.`);
      return fault("database", `It is of an earlier version (without ${found.missing.join(", ")}): npm run exam -- migrate`);
    case "up-to-date":
      return ok("database", "Up to date.");
  }
}

function demonstration({ database: found, signInsFile }: InstallationFacts, isPublic: boolean): Finding | null {
  if (found.state !== "up-to-date") return null;
  const { seeded, people } = found.demonstration;
  const marks = [...(seeded ? ["the database was seeded as a demonstration"] : []), ...(people > 0 ? [`${people} invented people may sign in`] : [])];
  if (signInsFile !== null) marks.push(`their sign-ins stand in ${signInsFile}`);
  if (marks.length === 0) return ok("demonstration", "None.");
  if (!isPublic) return ok("demonstration", "This is a demonstration, on this machine only.");
  return fault("demonstration", `This is a demonstration (${marks.join("; ")}) on a public address: begin with a new DATA_DIR or database, without seed --demo.`);
}

function administrator({ database: found }: InstallationFacts): Finding | null {
  if (found.state !== "up-to-date") return null;
  if (found.admins > 0) return ok("administrator", `${found.admins} can sign in.`);
  return warning("administrator", "Nobody can sign in as administrator: npm run exam -- person add --first-admin --email E --name N");
}

function clock({ database: found, nowMs }: InstallationFacts): Finding | null {
  if (found.state !== "up-to-date") return null;
  const says = `It is ${new Date(nowMs).toISOString()}`;
  if (found.clock === null) return ok("clock", `${says}; no server has run yet to compare with.`);
  const { lastTimeMs, offsetMs, doubtAheadMs } = found.clock;
  if (doubtAheadMs !== null) return fault("clock", "A server does not believe this clock, and admits no candidate until you say what happened: npm run exam -- clock");
  // A clock that an admin has found wrong is believed with its offset.
  const behindMs = lastTimeMs - nowMs - Math.max(0, offsetMs);
  if (behindMs > CLOCK_TOLERANCE_MS) return fault("clock", `The clock is ${Math.round(behindMs / 1_000)} s behind the last time that a server knew (${new Date(lastTimeMs).toISOString()}): no candidate would be admitted. Set it right.`);
  if (offsetMs !== 0) return warning("clock", `The clock was found wrong by ${Math.round(Math.abs(offsetMs) / 1_000)} s, and the server goes on without that: set it right.`);
  return ok("clock", `${says}, and no server knew a later time.`);
}

function synchronised({ timeSynchronised }: InstallationFacts): Finding {
  if (timeSynchronised === true) return ok("time", "The clock is kept by the network's time.");
  if (timeSynchronised === null) return warning("time", "Whether the clock is kept by the network's time cannot be told here (in a container the host keeps it): look yourself.");
  return warning("time", "The clock is not kept by the network's time: timedatectl set-ntp true, or install chrony.");
}

const octal = (mode: number): string => (mode & 0o777).toString(8).padStart(4, "0");
