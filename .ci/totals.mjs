// Reads reports of vitest's JSON reporter: prints the ten slowest files, what did not run, what failed, and, as the last line, all tests'
// totals. A file that could not be loaded has no tests to fail: it counts as one failure, as does a report that is missing.
import { existsSync, readFileSync } from "node:fs";
import { relative } from "node:path";
import { stripVTControlCharacters } from "node:util";

// No report: the tests did not even begin (the engine could not be had, say).
const missing = { testResults: [], numPassedTests: 0, numFailedTests: 1, success: false };
const reports = process.argv.slice(2).map((path) => {
  const text = existsSync(path) ? readFileSync(path, "utf8") : "";
  return text === "" ? missing : JSON.parse(text);
});
const files = reports.flatMap(({ testResults }) => testResults);
const broken = files.filter(
  (file) => file.status === "failed" && !file.assertionResults.some((test) => test.status === "failed"),
);
const skipped = files.flatMap((file) =>
  file.assertionResults.filter((test) => !["passed", "failed"].includes(test.status)),
);
const seconds = ({ startTime, endTime }) => Math.round((endTime - startTime) / 1000);

/** One line for each failed test: where it stands, its name, and how its message begins. */
function failures(files) {
  return files.flatMap(({ name, assertionResults }) =>
    assertionResults
      .filter(({ status }) => status === "failed")
      .map(({ fullName, failureMessages: [message = ""] }) => {
        const [first] = stripVTControlCharacters(message).split("\n");
        return `${relative(process.cwd(), name)} > ${fullName}: ${first.slice(0, 200)}`;
      }),
  );
}

console.log("The ten slowest files, in seconds:");
for (const file of files.sort((a, b) => seconds(b) - seconds(a)).slice(0, 10)) {
  console.log(`${String(seconds(file)).padStart(5)}  ${relative(process.cwd(), file.name)}`);
}
for (const file of broken) console.log(`did not run: ${file.name}`);
for (const test of skipped) console.log(`${test.status}: ${test.fullName}`);
for (const line of failures(files).slice(0, 40)) console.log(`failed: ${line}`);
const sum = (count) => reports.reduce((total, report) => total + report[count], 0);
const failed = sum("numFailedTests") + broken.length;
console.log(`${sum("numPassedTests")} passed, ${failed} failed`);
process.exitCode = failed === 0 && reports.every(({ success }) => success) ? 0 : 1;
