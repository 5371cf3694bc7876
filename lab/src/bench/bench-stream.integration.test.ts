import { runCli } from '@stars/cli/testing';
import { expect, test } from 'vitest';

/** What these tests read of the report. */
interface StreamReport {
  vector: { count: number; p50: number };
  statistics: { count: number };
  catalogue: Record<string, unknown>;
  checked: { users: number };
  overload: { interactions: number };
  embedders: number;
}

const TINY = ['--size', 'tiny', '--users', '300', '--items', '200', '--text', 'plain', '--warm-up', '0'];
const STEADY = ['--rate', '150', '--catalog-rate', '10', '--seconds', '3'];
const OVERLOAD = ['--overload-rate', '3000', '--overload-seconds', '1'];

async function measured(...parameters: string[]): Promise<StreamReport> {
  const run = await runCli(['lab', 'bench', 'stream', ...TINY, ...STEADY, ...OVERLOAD, '--json', ...parameters]);
  expect(run.status, run.stderr).toBe(0);
  return JSON.parse(run.stdout) as StreamReport;
}

function expectNothingLost({ vector, statistics, catalogue, checked, overload }: StreamReport): void {
  expect(checked).toMatchObject({ events: 450 + 3000, lost: 0, beyondLimit: 0, wrongVectors: 0 });
  expect(checked.users).toBeGreaterThan(200);
  expect(vector.count).toBe(450);
  expect(vector.p50).toBeGreaterThan(0);
  expect(statistics.count).toBeGreaterThan(0);
  expect(catalogue).toMatchObject({
    sent: 30,
    notFound: 0,
    new: { count: 12 },
    text: { count: 6 },
    stock: { count: 12 },
  });
  expect(overload.interactions).toBe(3000);
}

test('the stream on one file: every event is in its history, and every vector is of the whole history', async () => {
  expectNothingLost(await measured());
});

test.skipIf(
  !process.env['STARS_TEST_KAFKA'] || !process.env['STARS_TEST_REDIS'] || !process.env['STARS_TEST_ELASTICSEARCH'],
)('the same on the servers, where two embedders share the work', { tags: ['long'] }, async () => {
  const report = await measured('--stack', 'servers', '--embedders', '2');
  expectNothingLost(report);
  expect(report.embedders).toBe(2);
});
