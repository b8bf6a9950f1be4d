// A Chromium for the browser tests: the one that is named, one of the system, Playwright's own; else one is installed.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

const PLACES = ["/usr/bin/chromium", "/usr/bin/google-chrome", "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"];

/** Path of a browser of the system, or null. */
export function systemBrowser(environment = process.env, exists = existsSync) {
  return [environment.CMR_CHROMIUM, ...PLACES].find((place) => place && exists(place)) ?? null;
}

async function playwrightsOwn() {
  const { chromium } = await import("@playwright/test");
  const place = chromium.executablePath();
  return existsSync(place) ? place : null;
}

function isDebian() {
  return existsSync("/etc/os-release") && /^ID=debian$/m.test(readFileSync("/etc/os-release", "utf8"));
}

/**
 * @param {string} root
 * @returns {Promise<string | null>} null when there is none and none could be installed
 */
export async function findOrInstallBrowser(root) {
  const there = systemBrowser() ?? (await playwrightsOwn());
  if (there) return there;
  const isRoot = process.getuid?.() === 0;
  if (isRoot && isDebian()) {
    process.stderr.write("Installing Chromium (Debian package; about a minute) ...\n");
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    for (const args of [["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", "chromium"]]) {
      const done = spawnSync("apt-get", args, { encoding: "utf8", env });
      if (done.status !== 0) process.stderr.write(`${done.stdout ?? ""}${done.stderr ?? done.error?.message ?? ""}\n`);
    }
  } else {
    process.stderr.write("Installing Playwright's Chromium ...\n");
    const cli = join(root, "node_modules", "@playwright", "test", "cli.js");
    spawnSync(process.execPath, [cli, "install", ...(isRoot && process.platform === "linux" ? ["--with-deps"] : []), "chromium"], { stdio: ["ignore", 2, 2] });
  }
  return systemBrowser() ?? (await playwrightsOwn());
}
