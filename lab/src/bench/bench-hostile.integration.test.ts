// @module-tag long

import { runCli } from '@stars/cli/testing';
import { expect, test } from 'vitest';

interface Side {
  sent: number;
  ok: number;
  codes: Record<string, number>;
}

/** What this test reads of the report. */
interface HostileReport {
  without: Side[];
  beside: Side[];
  clients: { opened: number; closed: number; answers: number; refusals: number };
  refused: Record<string, number>;
}

const TINY = ['--size', 'tiny', '--items', '1500', '--users', '300', '--width', '32'];
const SHORT = ['--connections', '300', '--rate', '20', '--seconds', '2', '--rounds', '1', '--warm-up', '0'];

test('beside hostile connections every request with another key is answered, and the flood is refused', async () => {
  const run = await runCli(['lab', 'bench', 'serve', '--hostile', ...TINY, ...SHORT, '--json']);
  expect(run.status, run.stderr).toBe(0);
  const { without, beside, clients, refused } = JSON.parse(run.stdout) as HostileReport;
  for (const [side] of [without, beside]) {
    expect(side!.sent).toBeGreaterThan(15);
    expect(side!.codes).toEqual({ 0: side!.sent });
  }
  expect(clients.opened).toBeGreaterThanOrEqual(300);
  // Of the malformed ones as many as the server came to in these seconds.
  expect(clients.closed).toBeGreaterThan(0);
  // Twenty works in its bucket and two a second; a list of 500 with reasons is five.
  expect(clients.answers).toBeLessThan(40);
  expect(clients.refusals).toBeGreaterThan(0);
  const limited = Object.entries(refused).filter(([name]) => name.includes('limited_total'));
  expect(limited.reduce((sum, [, count]) => sum + count, 0)).toBeGreaterThanOrEqual(clients.refusals / 2);
});
