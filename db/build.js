// The build: the Remix application, then what stands outside of it. Quiet when all is well.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { bundleCommandLine, bundleFile } from "./setup/bundle.js";
import { compressBelow } from "./setup/compressed-assets.js";
import { inputsHash, stampFile } from "./setup/inputs.js";
import { bringBack, filesBelow, putAside } from "./setup/kept-assets.js";

const root = fileURLToPath(new URL("..", import.meta.url));
const at = (...path) => join(root, ...path);
const client = at("build", "client");
const assets = join(client, "assets");
const aside = at(".cache", "assets-aside");

/** Bundled beside the Remix build; a source that does not exist yet is left out. */
const BUNDLES = [
  { source: "server.ts", target: "build/serve.js", platform: "node", sourcemap: "linked" },
  { source: "app/player/page/service-worker.ts", target: "build/client/exam-service-worker.js", platform: "browser", sourcemap: false },
];

function runRemix() {
  const words = [at("node_modules", "@remix-run", "dev", "dist", "cli.js"), "vite:build"];
  const done = spawnSync(process.execPath, words, { cwd: root, encoding: "utf8", env: { ...process.env, NODE_ENV: "production" } });
  if (done.status === 0) return;
  process.stderr.write(`${done.stdout}\n${done.stderr}\nThe build of the application failed.\n`);
  process.exit(1);
}

/** The same files give the same id, wherever and whenever they are built. */
function contentId() {
  const hash = createHash("sha256");
  for (const folder of ["client", "server"]) {
    for (const file of filesBelow(at("build", folder))) hash.update(`${folder}/${file}\0`).update(readFileSync(at("build", folder, file)));
  }
  return hash.update(readFileSync(at("build", "serve.js"))).digest("hex").slice(0, 12);
}

/** React and Express look at NODE_ENV when they are loaded: what was built for production runs as such, whoever starts it. */
const ENTRY = 'process.env.NODE_ENV = "production";\nawait import("./serve.js");\n';

const inputs = inputsHash(root);
rmSync(stampFile(root), { force: true });
putAside(assets, aside);
runRemix();
for (const bundle of BUNDLES) if (existsSync(at(bundle.source))) await bundleFile(root, bundle);
// Names of its parts change with their content: those of an earlier build would stay for ever.
rmSync(at("build", "exam"), { recursive: true, force: true });
await bundleCommandLine(root, at("build"));
writeFileSync(at("build", "server.js"), ENTRY);
const { version } = JSON.parse(readFileSync(at("package.json"), "utf8"));
const id = contentId();
// Before the older files come back: those have their compressed forms with them.
compressBelow(client);
bringBack({ assets, aside, listFile: at(".cache", "builds.json"), id });
writeFileSync(at("build", "build-id.json"), `${JSON.stringify({ version, id })}\n`);
writeFileSync(stampFile(root), inputs);
