import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: process.env.CMR_LONG
      ? ["tests/long/**/*.test.ts"]
      : ["app/**/*.test.{ts,tsx}", "db/**/*.test.ts", "question-bank/**/*.test.ts", "tests/*.test.ts", "tests/db/**/*.test.ts", "tests/usecases/**/*.test.ts", "tests/player/**/*.test.ts", "tests/web/**/*.test.ts", "config.test.ts"],
    // The long suites start servers of seeded data: seeded once, before several of them would do it at the same time.
    globalSetup: ["tests/db/support/one-server.ts", ...(process.env.CMR_LONG ? ["tests/e2e/support/global-setup.ts"] : [])],
    // Generous, because several heavy suites share two cores; nothing is decided by time.
    testTimeout: 60_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
  },
});
