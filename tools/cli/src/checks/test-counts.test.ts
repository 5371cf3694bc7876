import { expect, test } from 'vitest';
import { addCounts, closingLine, countTests } from './test-counts.js';

const report = {
  numPassedTests: 5,
  numFailedTests: 0,
  numPendingTests: 1,
  numTodoTests: 0,
  testResults: [{ status: 'passed', assertionResults: [{}] }],
};

test('counts are those of the report', () => {
  expect(countTests(report, 0)).toEqual({ passed: 5, failed: 0, skipped: 1 });
});

test('a file that broke before its first test is a failed test', () => {
  const broken = { ...report, testResults: [...report.testResults, { status: 'failed', assertionResults: [] }] };
  expect(countTests(broken, 1).failed).toBe(1);
});

test('a run that ends badly is never without a failure', () => {
  expect(countTests(report, 1).failed).toBe(1);
  expect(countTests(undefined, 137).failed).toBe(1);
});

test('the closing line sums all runs and names skipped tests only where there are some', () => {
  const all = addCounts([countTests(report, 0), { passed: 2, failed: 1, skipped: 0 }]);
  expect(closingLine(all)).toBe('7 passed, 1 failed, 1 skipped');
  expect(closingLine({ passed: 1, failed: 0, skipped: 0 })).toBe('1 passed, 0 failed');
});
