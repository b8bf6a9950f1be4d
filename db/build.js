// The build: the Remix application, then the server around it. Kept files of earlier builds stay reachable, so that a
// browser that is in the middle of an exam finds every file of the build it began with.
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const BUILDS_KEPT = 3;
const assets = join(root, "build", "client", "assets");
const kept = join(root, "build", "kept");

function run(words, what) {
  const done = spawnSync(process.execPath, words, { cwd: root, encoding: "utf8", env: { ...process.env, NODE_ENV: "production" } });
  if (done.status === 0) return;
  process.stderr.write(`${done.stdout}\n${done.stderr}\n${what} failed.\n`);
  process.exit(1);
}

function filesBelow(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .sort();
}

function buildId() {
  const hash = createHash("sha256");
  for (const file of [...filesBelow(join(root, "build", "client")), ...filesBelow(join(root, "build", "server"))]) {
    hash.update(file.slice(root.length)).update(readFileSync(file));
  }
  return hash.digest("hex").slice(0, 12);
}

/** Puts the assets of this build aside and those of the builds before back beside the new ones. */
function keepAssets(id) {
  const mine = join(kept, `${Date.now()}-${id}`);
  mkdirSync(kept, { recursive: true });
  const known = readdirSync(kept).sort();
  for (const folder of known) {
    if (folder.endsWith(`-${id}`)) rmSync(join(kept, folder), { recursive: true });
  }
  cpSync(assets, mine, { recursive: true });
  const newest = readdirSync(kept).sort().reverse();
  for (const folder of newest.slice(BUILDS_KEPT + 1)) rmSync(join(kept, folder), { recursive: true });
  for (const folder of newest.slice(1, BUILDS_KEPT + 1)) {
    cpSync(join(kept, folder), assets, { recursive: true, force: false });
  }
}

rmSync(join(root, "build", "client"), { recursive: true, force: true });
run([join(root, "node_modules", "@remix-run", "dev", "dist", "cli.js"), "vite:build"], "The build of the application");
const { build } = await import("esbuild");
await build({
  entryPoints: [join(root, "server.ts")],
  outfile: join(root, "build", "server.js"),
  bundle: true,
  platform: "node",
  format: "esm",
  target: "node20",
  packages: "external",
  sourcemap: "linked",
  logLevel: "error",
});
const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const id = buildId();
keepAssets(id);
writeFileSync(join(root, "build", "build-id.json"), `${JSON.stringify({ version, id })}\n`);
