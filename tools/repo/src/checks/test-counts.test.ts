import { join } from 'node:path';
import { WORKSPACE } from '@stars/cli/command-line';
import { expect, test } from 'vitest';
import { addCounts, closingLine, countTests } from './test-counts.js';

const sound = { name: 'a.test.ts', status: 'passed', message: '', assertionResults: [] };
const report = { numPassedTests: 5, numFailedTests: 0, numPendingTests: 1, numTodoTests: 0, testResults: [sound] };

test('counts are those of the report', () => {
  expect(countTests(report, 0)).toEqual({ passed: 5, failed: 0, skipped: 1, failures: [] });
});

test('a failed test is named with how its message begins', () => {
  const failed = {
    name: join(WORKSPACE, 'b.test.ts'),
    status: 'failed',
    message: '',
    assertionResults: [
      { status: 'passed', fullName: 'sums', failureMessages: [] },
      {
        status: 'failed',
        fullName: 'sorts https://x/../y/',
        failureMessages: ['Error: Property failed\nline 2\n3\n4\n5\n6\n7'],
      },
    ],
  };
  const counts = countTests({ ...report, numFailedTests: 1, testResults: [sound, failed] }, 1);
  expect(counts.failed).toBe(1);
  expect(counts.failures).toEqual([
    'b.test.ts > sorts https://x/../y/\n    Error: Property failed\n    line 2\n    3\n    4\n    5\n    6',
  ]);
});

test('a file that broke outside its tests is a failed test', () => {
  const broken = { name: join(WORKSPACE, 'b.test.ts'), status: 'failed', message: 'SyntaxError', assertionResults: [] };
  const counts = countTests({ ...report, testResults: [sound, broken] }, 1);
  expect(counts).toMatchObject({ failed: 1, failures: ['b.test.ts\n    SyntaxError'] });
  const hook = { ...broken, assertionResults: [{ status: 'passed', fullName: 'sums', failureMessages: [] }] };
  expect(countTests({ ...report, testResults: [hook] }, 1)).toEqual({ ...counts, passed: 5 });
});

test('a run that ends badly always counts a failure', () => {
  for (const counts of [countTests(report, 1), countTests(undefined, 137)]) {
    expect(counts.failed).toBe(1);
    expect(counts.failures).toHaveLength(1);
  }
});

test('the closing line sums all runs and names skipped tests only if there are some', () => {
  const all = addCounts([countTests(report, 0), { passed: 2, failed: 1, skipped: 0, failures: ['x'] }]);
  expect(closingLine(all)).toBe('7 passed, 1 failed, 1 skipped');
  expect(all.failures).toEqual(['x']);
  expect(closingLine({ passed: 1, failed: 0, skipped: 0 })).toBe('1 passed, 0 failed');
});
