// Writes what tests/run.js counts, with the reason of every skipped test, which the JSON report of Vitest leaves out.
import { writeFileSync } from "node:fs";

export default class CountingReporter {
  onTestRunEnd(modules, unhandledErrors) {
    const counted = { passed: 0, failed: 0, skipped: [], faults: unhandledErrors.map((error) => String(error.message ?? error)) };
    for (const module of modules) {
      for (const test of module.children.allTests()) {
        const result = test.result();
        if (result.state === "passed") counted.passed += 1;
        else if (result.state === "failed") counted.failed += 1;
        else counted.skipped.push({ name: `${module.relativeModuleId}: ${test.fullName}`, why: result.note ?? null });
      }
      for (const suite of module.children.allSuites()) for (const error of suite.errors()) counted.faults.push(`${module.relativeModuleId}, ${suite.fullName}: ${error.message}`);
      for (const error of module.errors()) counted.faults.push(`${module.relativeModuleId}: ${error.message}`);
    }
    writeFileSync(process.env.CMR_COUNT_FILE, JSON.stringify(counted));
  }
}
