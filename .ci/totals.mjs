// Reads the report of vitest's JSON reporter; its last line tells all tests' totals. A file that could not be loaded has no
// tests to fail: it counts as one failure.
import { readFileSync } from "node:fs";

const text = readFileSync(process.argv[2] ?? "", "utf8");
// No report: the tests did not even begin (the engine could not be had, say), which is one failure too.
const report =
  text === "" ? { testResults: [], numPassedTests: 0, numFailedTests: 1, success: false } : JSON.parse(text);
const files = report.testResults;
const broken = files.filter(
  (file) => file.status === "failed" && !file.assertionResults.some((test) => test.status === "failed"),
);
const skipped = files.flatMap((file) =>
  file.assertionResults.filter((test) => !["passed", "failed"].includes(test.status)),
);

for (const file of broken) console.log(`did not run: ${file.name}`);
for (const test of skipped) console.log(`${test.status}: ${test.fullName}`);
const failed = report.numFailedTests + broken.length;
console.log(`${report.numPassedTests} passed, ${failed} failed`);
process.exitCode = report.success && failed === 0 ? 0 : 1;
