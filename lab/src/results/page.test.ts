import { expect, it } from 'vitest';
import { COMPLETE_JOURNEY } from '../logs/complete-journey.js';
import { MOVIELENS } from '../logs/movielens.js';
import { TA_FENG } from '../logs/ta-feng.js';
import { madeUpCell } from '../testing/cells.js';
import { resultsPage } from './page.js';

it('has a table for each log, real ones first in the summary, and says what is simulated and what is missing', () => {
  const movielens = madeUpCell({ log: 'movielens-100k', size: 'all', units: 943 }, 14, [12, 13]);
  const cells = [
    madeUpCell({ log: 'complete-journey', size: 'all' }, 30, [10]),
    madeUpCell({ log: 'complete-journey', size: 100 }, 10, [30]),
    { ...movielens, learned: [{ ...movielens.simple[0]!, name: 'trees' }] },
  ];
  const page = resultsPage([COMPLETE_JOURNEY, MOVIELENS, TA_FENG], cells, 1_000);
  const lines = page.split('\n');
  const row = (start: string): string[] => lines.filter((line) => line.startsWith(`| ${start}`));
  expect(page).toContain('Of 6 comparisons, the default is clearly ahead in 2, level in 2 and clearly behind in 2.');
  expect(page).toContain('Not measured yet: Ta-Feng.');
  expect(page).toContain('Its publisher describes it as simulated');
  expect(lines.indexOf(row('MovieLens')[0]!)).toBeLessThan(lines.indexOf(row('Complete Journey')[0]!));
  expect(row('MovieLens 100k | real | 943 | 40 | .3500 | .3250 simple 2 | +.0250')).toHaveLength(1);
  expect(row('MovieLens 100k | 1 | .3500 | .3000 trees | +.0500 (')).toHaveLength(1);
  expect(row('100 | 10 | 1 | .2500 | .7500 simple 1 |')[0]).toContain('**behind**');
  expect(row('all: 5,000 |')[0]).toContain('**ahead**');
  expect(page).not.toMatch(/undefined|NaN/);
});
