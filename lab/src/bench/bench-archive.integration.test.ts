// @module-tag long

import { runCli } from '@stars/cli/testing';
import { expect, test } from 'vitest';

test('an archive is written and trained from, and a training that is killed while events arrive makes the same weights', async () => {
  const size = ['--events', '200000', '--users', '5000', '--items', '500', '--steps', '12', '--max-events', '50000'];
  const { status, stdout, stderr } = await runCli(['lab', 'bench', 'archive', ...size, '--kill', '--json']);
  expect(status, stderr).toBe(0);
  const { fill, calm, kill, within } = JSON.parse(stdout);
  // Events, profiles and items.
  expect(fill.rows).toBe(205_500);
  expect(calm).toMatchObject({ steps: 12, weights: expect.stringMatching(/^[0-9a-f]{64}$/) });
  expect(calm.events).toBeGreaterThan(40_000);
  expect(calm.events).toBeLessThanOrEqual(50_000);
  expect(calm.notes).toEqual([expect.stringContaining('whole histories of')]);
  expect(kill).toMatchObject({
    same: true,
    archived: 215_500,
    resumed: { version: calm.version, weights: calm.weights },
  });
  expect(kill.resumed.notes[0]).toContain(`goes on with the training of ${calm.version}`);
  expect(within).toBe(true);
}, 600_000);
