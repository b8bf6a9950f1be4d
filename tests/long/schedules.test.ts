import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));

it("10,000 random schedules of the same operations end in the same state", { timeout: 600_000 }, () => {
  const env = { ...process.env, CMR_SCHEDULES: "10000", CMR_LONG: "" };
  const args = [join(root, "node_modules", "vitest", "vitest.mjs"), "run", "app/exam/attempt/decide-operations.test.ts", "--testTimeout=500000", "--reporter=json"];
  const report = JSON.parse(execFileSync(process.execPath, args, { cwd: root, env, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] })) as {
    numFailedTests: number;
    numPassedTests: number;
    testResults: { assertionResults: { title: string }[] }[];
  };
  expect(report.numFailedTests).toBe(0);
  const titles = report.testResults.flatMap((file) => file.assertionResults.map((test) => test.title));
  expect(titles.join()).toContain("(10000 random schedules)");
});
