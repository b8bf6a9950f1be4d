// One set-up at a time in a folder. The holder touches its file every few seconds, so that a file that a killed process
// or a crashed machine left behind is recognised and taken over.
import { randomUUID } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync, linkSync } from "node:fs";
import { hostname } from "node:os";
import { dirname } from "node:path";
import { SetupError } from "./fault.js";

const TOUCH_EVERY_MS = 5_000;
const STALE_AFTER_MS = 60_000;
const LOOK_EVERY_MS = 300;

/**
 * Runs `work` while holding the lock file; waits for another holder and says so once.
 * @template T
 * @param {string} file
 * @param {() => Promise<T>} work
 * @param {(sentence: string) => void} tell
 * @returns {Promise<T>}
 */
export async function withLock(file, work, tell) {
  const mine = JSON.stringify({ pid: process.pid, host: hostname(), turn: randomUUID() });
  mkdirSync(dirname(file), { recursive: true });
  for (let saidSo = false; !take(file, mine); ) {
    const content = read(file);
    if (content !== null && isStale(file, content)) takeAway(file, content);
    else if (content !== null) {
      if (!saidSo) tell("Another set-up is running in this folder; waiting for it ...");
      saidSo = true;
      await new Promise((done) => setTimeout(done, LOOK_EVERY_MS));
    }
  }
  const release = () => {
    if (read(file) === mine) rmSync(file, { force: true });
  };
  const touching = setInterval(() => touch(file), TOUCH_EVERY_MS);
  process.once("exit", release);
  try {
    return await work();
  } finally {
    clearInterval(touching);
    process.off("exit", release);
    release();
  }
}

function take(file, mine) {
  try {
    writeFileSync(file, mine, { flag: "wx" });
    return true;
  } catch (error) {
    if (error.code === "EEXIST") return false;
    throw new SetupError(`The folder ${dirname(file)} cannot be written (${error.code}).`);
  }
}

function read(file) {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return null;
  }
}

function touch(file) {
  try {
    utimesSync(file, new Date(), new Date());
  } catch {
    // Taken away while this process was suspended: the work goes on, the other one has waited long enough.
  }
}

function isStale(file, content) {
  try {
    if (Date.now() - statSync(file).mtimeMs > STALE_AFTER_MS) return true;
  } catch {
    return false;
  }
  let holder;
  try {
    holder = JSON.parse(content);
  } catch {
    return false;
  }
  return holder.host === hostname() && !isAlive(holder.pid);
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

/** Two waiters may judge the same file stale; renaming shows which file was really caught, a live one is put back. */
function takeAway(file, judged) {
  const aside = `${file}.${process.pid}`;
  try {
    renameSync(file, aside);
  } catch {
    return;
  }
  if (read(aside) !== judged) {
    try {
      linkSync(aside, file);
    } catch {
      // A third one has taken the lock in between.
    }
  }
  rmSync(aside, { force: true });
}
