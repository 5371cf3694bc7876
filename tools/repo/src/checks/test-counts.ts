import { relative } from 'node:path';
import { WORKSPACE } from '@stars/cli/command-line';

/** The parts of vitest's JSON report that the closing line needs. */
export interface VitestReport {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numTodoTests: number;
  testResults: readonly FileReport[];
}

interface FileReport {
  name: string;
  status: string;
  /** The error of the file outside its tests, or empty. */
  message: string;
  assertionResults: readonly { status: string; fullName: string; failureMessages: readonly string[] }[];
}

export interface TestCounts {
  passed: number;
  failed: number;
  skipped: number;
  /** What failed, by name, each with how its message begins. */
  failures: readonly string[];
}

/** Lines of a failure's message that are repeated at the end: enough for a property's counterexample. */
const LINES = 6;

/**
 * Counts of one vitest run. A file that failed outside its tests counts as one failed test, and so does a run
 * that ended badly although every test passed (an unhandled rejection, a crashed worker).
 */
export function countTests(report: VitestReport | undefined, exitStatus: number): TestCounts {
  if (!report) {
    const failures = exitStatus === 0 ? [] : [`the run ended with status ${exitStatus}, and left no report`];
    return { passed: 0, failed: failures.length, skipped: 0, failures };
  }
  const failures = report.testResults.flatMap(failuresOf);
  const brokenFiles = report.testResults.filter(isBroken).length;
  const failed = report.numFailedTests + brokenFiles;
  const endedBadly = failed === 0 && exitStatus !== 0;
  if (endedBadly) failures.push(`every test passed, and the run ended with status ${exitStatus}`);
  return {
    passed: report.numPassedTests,
    failed: endedBadly ? 1 : failed,
    skipped: report.numPendingTests + report.numTodoTests,
    failures,
  };
}

function isBroken({ status, assertionResults }: FileReport): boolean {
  return status === 'failed' && assertionResults.every((result) => result.status !== 'failed');
}

function failuresOf(file: FileReport): string[] {
  const path = relative(WORKSPACE, file.name);
  if (isBroken(file)) return [failure(path, file.message)];
  return file.assertionResults
    .filter(({ status }) => status === 'failed')
    .map(({ fullName, failureMessages }) => failure(`${path} > ${fullName}`, failureMessages[0] ?? ''));
}

function failure(name: string, message: string): string {
  const first = message.trim().split('\n').slice(0, LINES);
  return [name, ...first.map((line) => `    ${line.trimEnd()}`)].join('\n');
}

export function addCounts(all: readonly TestCounts[]): TestCounts {
  const sum = (key: 'passed' | 'failed' | 'skipped'): number => all.reduce((total, counts) => total + counts[key], 0);
  const failures = all.flatMap((counts) => counts.failures);
  return { passed: sum('passed'), failed: sum('failed'), skipped: sum('skipped'), failures };
}

/** The last line of `./stars test`. */
export function closingLine({ passed, failed, skipped }: Omit<TestCounts, 'failures'>): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}
