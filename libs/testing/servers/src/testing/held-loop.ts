import { existsSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect } from 'vitest';

// Of each file of integration tests: no process that it started kept its callers waiting.

const report = join(tmpdir(), `stars-held-${process.pid}`);
const watcher = fileURLToPath(new URL('../../dist/testing/watch-loop.js', import.meta.url));
process.env['STARS_TEST_HELD_FILE'] = report;
process.env['NODE_OPTIONS'] = `${process.env['NODE_OPTIONS'] ?? ''} --import=${watcher}`.trim();

afterAll(() => {
  const held = existsSync(report) ? readFileSync(report, 'utf8') : '';
  rmSync(report, { force: true });
  expect(held, 'a thread that answers requests did something else for so long').toBe('');
});
