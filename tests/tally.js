// Adds up what Vitest and Playwright report. A run that broke outside of a test counts as one failure, so that the last
// line never looks better than the exit code.

/** @typedef {{ name: string, why: string | null }} Skipped */

export function emptyTally() {
  return { passed: 0, failed: 0, /** @type {Skipped[]} */ skipped: [], /** @type {string[]} */ faults: [] };
}

/**
 * @param {ReturnType<typeof emptyTally>} tally
 * @param {{ passed: number, failed: number, skipped: Skipped[], faults: string[] } | null} counted as tests/reporter.js wrote it
 * @param {number} code exit code of the program
 */
export function addVitest(tally, counted, code) {
  if (counted === null) return void tally.faults.push(`Vitest ended with exit code ${code} and without a report.`);
  tally.passed += counted.passed;
  tally.failed += counted.failed;
  tally.skipped.push(...counted.skipped);
  tally.faults.push(...counted.faults);
  if (code !== 0 && counted.failed === 0 && counted.faults.length === 0) tally.faults.push(`Vitest ended with exit code ${code} although no test failed.`);
}

/**
 * @param {ReturnType<typeof emptyTally>} tally
 * @param {any} report of Playwright's JSON reporter, or null
 * @param {number} code
 */
export function addPlaywright(tally, report, code) {
  if (report === null) return void tally.faults.push(`Playwright ended with exit code ${code} and without a report.`);
  // A test that passed only at a second try would hide a fault.
  const failed = report.stats.unexpected + report.stats.flaky;
  tally.passed += report.stats.expected;
  tally.failed += failed;
  for (const suite of report.suites) collectSkipped(tally, suite, "");
  const faults = (report.errors ?? []).map((error) => String(error.message ?? error));
  tally.faults.push(...faults);
  if (code !== 0 && failed === 0 && faults.length === 0) tally.faults.push(`Playwright ended with exit code ${code} although no test failed.`);
}

function collectSkipped(tally, suite, above) {
  const title = above === "" ? suite.title : `${above} > ${suite.title}`;
  for (const spec of suite.specs ?? []) {
    for (const test of spec.tests) {
      if (test.status !== "skipped") continue;
      const annotation = test.annotations?.find(({ type }) => type === "skip" || type === "fixme");
      tally.skipped.push({ name: `${title}: ${spec.title}`, why: annotation?.description ?? null });
    }
  }
  for (const inner of suite.suites ?? []) collectSkipped(tally, inner, title);
}

/**
 * The closing lines, skipped tests by reason first; the last one is `N passed, N failed`.
 * @param {ReturnType<typeof emptyTally>} tally
 */
export function closingLines(tally) {
  const lines = [];
  const reasons = new Map();
  for (const { name, why } of tally.skipped) reasons.set(why ?? "no reason given", [...(reasons.get(why ?? "no reason given") ?? []), name]);
  for (const [why, names] of reasons) lines.push(`Skipped, ${why}:`, ...names.map((name) => `  ${name}`));
  lines.push(...tally.faults.map((fault) => `Fault: ${fault}`));
  const failed = tally.failed + tally.faults.length;
  if (failed === 0 && tally.passed === 0) lines.push("No test ran.");
  lines.push(`${tally.passed} passed, ${failed} failed${tally.skipped.length > 0 ? `, ${tally.skipped.length} skipped` : ""}`);
  return { lines, ok: failed === 0 && tally.passed > 0 };
}
