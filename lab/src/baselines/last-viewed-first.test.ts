import { LocalClock } from '@stars/features';
import { splitByTime } from '@stars/replay';
import { type SmallRow, smallLog } from '@stars/replay/testing';
import { describe, expect, it } from 'vitest';
import { lastViewedFirst } from './last-viewed-first.js';

const at = (day: number, hour: number): string => new Date(Date.UTC(2026, 0, day, hour)).toISOString();

const VIEWS: SmallRow[] = [
  ['u', 'a', at(1, 8), '', 'view'],
  ['u', 'b', at(1, 9), '', 'view'],
  ['u', 'a', at(2, 9), '', 'view'],
  ['u', 'c', at(2, 10), '', 'purchase'],
  ['v', 'd', at(2, 11), '', 'purchase'],
  ['w', 'd', at(2, 12), '', 'purchase'],
  ['u', 'b', at(12, 9), '', 'purchase'],
];

async function listOf(rows: SmallRow[], explore = false): Promise<string> {
  const set = splitByTime(smallLog(rows), new LocalClock('UTC'), { from: '2026-01-12', target: 'purchase' });
  const { items } = await lastViewedFirst().rank(set, { k: 4, explore });
  return [...items].map((item) => set.catalogue[item] ?? '-').join('');
}

describe('last viewed first', () => {
  it('has the latest view of each item first, then popular items', async () => {
    expect(await listOf(VIEWS)).toBe('abdc');
  });

  it('leaves out what the user had if unseen items are asked for', async () => {
    expect(await listOf(VIEWS, true)).toBe('abd-');
  });

  it('knows nothing of the tested day', async () => {
    const later: SmallRow = ['u', 'd', at(12, 10), '', 'view'];
    expect(await listOf([...VIEWS, later])).toBe('abdc');
  });

  it('takes what the user had last in a log without views', async () => {
    const bought = VIEWS.filter(([, , , , kind]) => kind === 'purchase');
    expect(await listOf([...bought, ['u', 'b', at(1, 1)]])).toBe('cbd-');
  });
});
