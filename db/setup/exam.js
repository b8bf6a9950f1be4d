// npm run exam: the command line as it was built, or from source where the build is not of the files that stand here. A
// stale build is never run: whoever has just fetched a new version must not migrate with the old one.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { isBuilt } from "./inputs.js";

const root = fileURLToPath(new URL("../..", import.meta.url));

if (existsSync(join(root, "node_modules", "tsx"))) {
  // Commands find the program in the folder where they run, and what they are given in the folder of the caller.
  process.env.INIT_CWD ??= process.cwd();
  process.chdir(root);
  const built = isBuilt(root);
  if (!built) await import("tsx");
  await import(pathToFileURL(join(root, built ? "build/exam.js" : "app/cli/exam.ts")).href);
} else {
  process.stderr.write("The packages are not installed yet: run npm start, or npm ci and npm run build.\n");
  process.exitCode = 1;
}
