// @module-tag long

import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { recentPopularity } from '@stars/baselines';
import type { ContextSignal } from '@stars/contracts';
import { ContextTimeline, LocalClock } from '@stars/features';
import { type EvaluationSet, leaveOneOut, type SessionRanker, seededRandom, splitByTime } from '@stars/replay';
import { type SmallRow, smallLog } from '@stars/replay/testing';
import { pythonEnvironment } from '@stars/repo';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BaselineData } from '../baselines/baseline-data.js';
import { meanNdcg } from '../baselines/tuned-ranker.js';
import { everyBaseline } from './every-baseline.js';
import { lambdaMart } from './lambdamart.js';
import { OWN_NOTE, ownColumns } from './own-columns.js';

const clock = new LocalClock('UTC');
const DAY = 86_400_000;
const START = Date.UTC(2026, 0, 1);

let cacheDir: string;
beforeAll(() => {
  cacheDir = mkdtempSync(join(tmpdir(), 'stars-baselines-'));
});
afterAll(() => rmSync(cacheDir, { recursive: true, force: true }));

const toolCacheDir = process.env['STARS_CACHE'];
const created = (data: BaselineData): SessionRanker =>
  lambdaMart({
    ...{ name: 'LambdaMART', note: OWN_NOTE },
    ...{ cacheDir, toolCacheDir: toolCacheDir ?? join(cacheDir, 'tools'), threads: 1 },
    columns: ownColumns(data, 40),
    training: { trees: 60 },
  });

const nothing = (): BaselineData => ({ items: new Map(), timeline: new ContextTimeline(), clock });

async function lists(set: EvaluationSet, ranker: SessionRanker, explore = false, k = 5) {
  const { items } = await ranker.rank(set, { k, explore });
  return Object.fromEntries(
    set.sessions.map(({ sessionId }, n) => [
      sessionId,
      [...items.subarray(n * k, n * k + k)].map((item) => (item < 0 ? null : set.catalogue[item])),
    ]),
  );
}

const ndcg = async (set: EvaluationSet, ranker: SessionRanker, explore = false): Promise<number> =>
  meanNdcg(set, await ranker.rank(set, { k: 10, explore }), explore);

describe('LambdaMART', () => {
  const random = seededRandom(5);
  const rows = Array.from(
    { length: 2400 },
    (): SmallRow => [
      `user ${Math.floor(random() * 30)}`,
      `item ${Math.floor(random() ** 2 * 40)}`,
      new Date(START + Math.floor(random() * 60 * DAY)).toISOString(),
    ],
  ).sort(([, , a], [, , b]) => (a < b ? -1 : 1));

  it('sees nothing of the session day or later', async () => {
    const ranker = () => created(nothing());
    const from = '2026-02-20';
    const lastDay = '2026-02-24';
    const full = splitByTime(smallLog(rows), clock, { from });
    const past = rows.filter(([, , time]) => time.slice(0, 10) <= lastDay);
    const altered = past.map((row): SmallRow => (row[2].slice(0, 10) === lastDay ? [row[0], 'item 0', row[2]] : row));
    const cut = splitByTime(smallLog(altered), clock, { from });
    expect(cut.catalogue).toEqual(full.catalogue);
    for (const explore of [false, true]) {
      const [ofFull, ofCut] = [await lists(full, ranker(), explore), await lists(cut, ranker(), explore)];
      const compared = Object.keys(ofCut).filter((id) => id.endsWith(lastDay));
      expect(compared.length).toBeGreaterThan(10);
      for (const id of compared) expect(ofCut[id]).toEqual(ofFull[id]);
    }
  });

  it('trains once for the same data, and gives the same lists from the kept model', async () => {
    const set = splitByTime(smallLog(rows), clock, { from: '2026-02-25' });
    const first = await lists(set, created(nothing()));
    const kept = written();
    expect(kept.length).toBeGreaterThan(0);
    expect(await lists(set, created(nothing()))).toEqual(first);
    expect(written()).toEqual(kept);
    expect(readdirSync(cacheDir).filter((name) => /\.\d+$/.test(name))).toEqual([]);
  });

  /** The trained models, and when. */
  const written = () =>
    readdirSync(cacheDir, { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('model.txt'))
      .map((path) => [path, statSync(join(cacheDir, path)).mtimeMs]);

  it('stops at an abort', async () => {
    const set = splitByTime(smallLog(rows), clock, { from: '2026-02-26' });
    const stop = new AbortController();
    const stopped = created(nothing()).rank(set, { k: 5, explore: false, signal: stop.signal });
    setTimeout(() => stop.abort(new Error('enough')), 50);
    await expect(stopped).rejects.toThrow(/enough|abort/i);
  });

  it('learns from every session before the evaluated ones', async () => {
    for (const set of [
      splitByTime(smallLog(rows), clock, { from: '2026-02-20' }),
      leaveOneOut(smallLog(rows), clock),
    ]) {
      const { examples } = await ownColumns(nothing())(set, { explore: false });
      let sessions = 0;
      await examples(() => sessions++, {});
      expect(sessions).toBeGreaterThan(set.protocol === 'time' ? 1_000 : 400);
    }
  });

  it('learns the effect of a promotion in its region', async () => {
    const random = seededRandom(9);
    const rows: [user: string, item: string, time: number, region: string][] = [];
    const timeline = new ContextTimeline();
    const promoted = (day: number, region: number): string => `item ${(day * 7 + region * 13) % 60}`;
    for (let day = 0; day < 60; day++) {
      for (const region of [0, 1]) {
        timeline.add(promotion(day, region, promoted(day, region)));
      }
      for (let user = 0; user < 40; user++) {
        if (random() < 0.5) continue;
        const at = START + day * DAY + 3_600_000;
        rows.push([`user ${user}`, `item ${Math.floor(random() * 60)}`, at, `${user % 2}`]);
        if (random() < 0.7) rows.push([`user ${user}`, promoted(day, user % 2), at, `${user % 2}`]);
      }
    }
    const { InteractionLogBuilder } = await import('@stars/features');
    const builder = new InteractionLogBuilder();
    for (const [userId, itemId, time, region] of rows) {
      builder.add({ userId, itemId, type: 3, time, region, sessionId: '' });
    }
    const set = splitByTime(builder.build(), clock, { from: '2026-02-22' });
    const ranker = created({ items: new Map(), timeline, clock });
    const baseline = recentPopularity();
    expect(await ndcg(set, ranker)).toBeGreaterThan((await ndcg(set, baseline)) + 0.3);
    expect(await ndcg(set, ranker, true)).toBeGreaterThan((await ndcg(set, baseline, true)) + 0.3);
  });

  it('names the missing package if its packages cannot be installed', async () => {
    const requirements = new URL('../../python/lambdamart.py', import.meta.url).pathname;
    await expect(pythonEnvironment(cacheDir, requirements, { name: 'broken' })).rejects.toMatchObject({
      code: 'STARS_UNAVAILABLE',
    });
    expect(readdirSync(join(cacheDir, 'python')).filter((name) => name.startsWith('broken'))).toEqual([]);
  });
});

it('baselines are complete, with unique names', () => {
  const all = everyBaseline({ data: nothing(), folder: { cache: cacheDir }, onProgress: () => undefined });
  const names = all.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  for (const name of ['P-TopFreq', 'TIFU-KNN', 'item-kNN', 'LambdaMART']) expect(names).toContain(name);
  // Its lists are of this code of the lab, which the product's digest does not know.
  expect(all.find(({ name }) => name === 'LambdaMART')!.identity).toMatch(/^ [0-9a-f]{64}$/);
});

function promotion(day: number, region: number, itemId: string): ContextSignal {
  return {
    tenantId: 'default',
    eventId: `${day} ${region}`,
    region: `${region}`,
    validFrom: new Date(START + day * DAY),
    validUntil: new Date(START + (day + 1) * DAY),
    signals: undefined,
    itemSignals: [{ name: 'promo', value: 1, itemIds: [itemId] }],
  };
}
