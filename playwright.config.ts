import { defineConfig } from "@playwright/test";
import { CHROMIUM } from "./tests/e2e/support/chromium.ts";

export default defineConfig({
  testDir: "tests/e2e",
  outputDir: "test-results/browser",
  globalSetup: "./tests/e2e/support/global-setup.ts",
  fullyParallel: false,
  workers: 2,
  retries: 0,
  forbidOnly: true,
  timeout: 150_000,
  expect: { timeout: 20_000 },
  use: { ...CHROMIUM, viewport: { width: 1280, height: 720 }, screenshot: "only-on-failure" },
  projects: [
    { name: "stories", testMatch: /\.spec\.ts$/, testIgnore: /\.long\.spec\.ts$/ },
    { name: "long", testMatch: /\.long\.spec\.ts$/, timeout: 600_000 },
  ],
});
