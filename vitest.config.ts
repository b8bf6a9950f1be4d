import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: process.env.CMR_LONG
      ? ["tests/long/**/*.test.ts"]
      : ["app/**/*.test.{ts,tsx}", "db/**/*.test.ts", "question-bank/**/*.test.ts", "tests/*.test.ts", "tests/db/**/*.test.ts", "tests/usecases/**/*.test.ts", "tests/player/**/*.test.ts", "tests/web/**/*.test.ts", "config.test.ts"],
    globalSetup: "tests/db/support/one-server.ts",
    // Generous, because several heavy suites share two cores; nothing is decided by time.
    testTimeout: 60_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
  },
});
