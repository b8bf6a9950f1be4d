import { resolve } from "node:path";
import { defineConfig } from "vite";

/** Runs or builds the viewer alone, from the repository's root: `npm run viewer:demo`. */
export default defineConfig({
  root: resolve("app/viewer"),
  cacheDir: resolve(".cache/vite-viewer"),
  server: { open: "/demo.html" },
  build: { target: "es2022", outDir: resolve("build/viewer-demo"), emptyOutDir: true, rollupOptions: { input: resolve("app/viewer/demo.html") } },
});
