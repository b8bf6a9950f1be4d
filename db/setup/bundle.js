// What esbuild makes beside the Remix build. Packages stay outside of it: native ones cannot be bundled, and all are installed anyway.
import { join } from "node:path";

/** What every bundle shares. */
const options = (root, platform) => ({
  absWorkingDir: root,
  bundle: true,
  platform,
  format: "esm",
  target: platform === "node" ? "node20" : "es2022",
  minify: platform === "browser",
  ...(platform === "node" ? { packages: "external" } : {}),
  define: platform === "browser" ? { "process.env.NODE_ENV": '"production"' } : {},
  logLevel: "error",
});

/** One source with all that it imports, as one file. */
export async function bundleFile(root, { source, target, platform, sourcemap }) {
  const { build } = await import("esbuild");
  await build({ ...options(root, platform), entryPoints: [join(root, source)], outfile: join(root, target), sourcemap });
}

/**
 * The command line as `exam.js` in `outdir`, with the parts that its commands load when they run in `exam/`: one file
 * would have to load everything before it can say which commands there are.
 */
export async function bundleCommandLine(root, outdir) {
  const { build } = await import("esbuild");
  await build({
    ...options(root, "node"),
    entryPoints: { exam: join(root, "app", "cli", "exam.ts") },
    outdir,
    splitting: true,
    chunkNames: "exam/[name]-[hash]",
    sourcemap: "linked",
  });
}
