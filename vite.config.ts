import { vitePlugin as remix } from "@remix-run/dev";
import { defineConfig } from "vite";
import remixConfig from "./remix.config.js";

export default defineConfig({
  plugins: [remix(remixConfig)],
  worker: { format: "es" },
  // terser makes the exam page 5% smaller than esbuild does, for a few seconds of the build.
  build: { sourcemap: false, assetsInlineLimit: 0, target: "es2022", minify: "terser", terserOptions: { ecma: 2020, compress: { passes: 3 } } },
  define: { "process.env.NODE_ENV": JSON.stringify(process.env.NODE_ENV ?? "production") },
});
