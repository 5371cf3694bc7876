import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LocalClock } from '@stars/features';
import { type EvaluationSet, leaveOneOut, type SessionRanker, seededRandom, splitByTime } from '@stars/replay';
import { type SmallRow, smallLog } from '@stars/replay/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decayedPersonalFrequency } from '../personal-frequency.js';
import { meanNdcg } from '../tuned-ranker.js';
import { cadenceSets } from './case.js';
import { TINY_CASE } from './testing/tiny-case.js';

const clock = new LocalClock('UTC');
const START = Date.UTC(2026, 0, 1);
const DAY = 86_400_000;

let cacheDir: string;
beforeAll(() => {
  cacheDir = mkdtempSync(join(tmpdir(), 'stars-case-'));
});
afterAll(() => rmSync(cacheDir, { recursive: true, force: true }));

const model = () => cadenceSets({ cacheDir, budgetMinutes: 60, grid: [TINY_CASE] });
const ndcg = async (set: EvaluationSet, ranker: SessionRanker): Promise<number> =>
  meanNdcg(set, await ranker.rank(set, { k: 10, explore: false }), false);

describe('CASE', () => {
  const at = (day: number): string => new Date(START + day * DAY).toISOString();

  it('finds what is used up, when frequency and recency name what was just bought', async () => {
    const random = seededRandom(6);
    const rows: SmallRow[] = [];
    for (let user = 0; user < 60; user++) {
      for (let own = 0; own < 12; own++) {
        const item = (user * 7 + own) % 60;
        const lasts = 8 + 6 * (item % 2);
        for (let day = Math.floor(random() * lasts); day < 90; day += lasts) {
          while (random() < 0.5) day++;
          rows.push([`user ${user}`, `item ${item}`, at(day)]);
        }
      }
    }
    rows.sort(([, , a], [, , b]) => (a < b ? -1 : 1));
    const set = splitByTime(smallLog(rows), clock, { from: at(83).slice(0, 10) });
    const frequency = await ndcg(set, decayedPersonalFrequency(30));
    expect(await ndcg(set, model())).toBeGreaterThan(frequency + 0.15);
  });

  it('is left out where nobody repeats an item', async () => {
    const rows = Array.from(
      { length: 600 },
      (_, n): SmallRow => [`user ${n % 30}`, `item ${n}`, at(Math.floor(n / 30))],
    );
    const set = leaveOneOut(smallLog(rows), clock);
    await expect(model().rank(set, { k: 5, explore: false })).rejects.toMatchObject({ code: 'STARS_UNAVAILABLE' });
  });
});
