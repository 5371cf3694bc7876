// @module-tag long

import { LocalClock, loadTrainingData, type TrainingData } from '@stars/features';
import { type EvaluationSet, sessionMetrics, splitByTime } from '@stars/replay';
import { SECOND_STAGE_DEFAULTS, VALIDATION_DEFAULTS } from '@stars/training';
import { type ShopOnABus, shopOnABus } from '@stars/training/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AblatedRanker, ablateSecondStage } from './ablate-second-stage.js';

let world: ShopOnABus;
let data: TrainingData;
let set: EvaluationSet;
let rankers: AblatedRanker[];
const seen: string[] = [];

beforeAll(async () => {
  const size = { users: 60, items: 100, days: 40, categories: 5, regions: 2 };
  world = await shopOnABus({ seed: 8, ...size, sessionsPerDay: 0.5, nextItemShare: 0.3 });
  data = await loadTrainingData((topic) => world.bus.read({ topic }), { tenant: 'default' });
  set = splitByTime(data.log, new LocalClock('America/New_York'), { target: 'purchase' });
  rankers = await ablateSecondStage(
    {
      ...{ bus: world.bus, data, dataDir: world.dataDir, size: 'tiny', now: 0, seed: 1 },
      place: { timeZone: 'America/New_York', country: 'US' },
      until: Math.min(...set.sessions.map(({ before }) => before)),
      recipe: {
        ...{ epochs: 1, batchSize: 16 },
        validation: { ...VALIDATION_DEFAULTS, share: 0.4, every: 0, patience: 0 },
        secondStage: { ...SECOND_STAGE_DEFAULTS, epochs: 4, hidden: 4, sessions: 250 },
      },
    },
    set,
    ({ of, variant = 'replay' }) => seen.push(`${of} ${variant}`),
  );
}, 240_000);
afterAll(async () => {
  await world?.close();
});

describe('ablateSecondStage', () => {
  const named = (of: 'all' | 'fresh', variant: string): AblatedRanker =>
    rankers.find((ranker) => ranker.of === of && ranker.variant === variant)!;

  it('leaves out each group of columns, and what the model gives', () => {
    const variants = rankers.filter(({ of }) => of === 'all').map(({ variant }) => variant);
    expect(rankers.filter(({ of }) => of === 'fresh').map(({ variant }) => variant)).toEqual(variants);
    const whole = named('all', 'all');
    const groups = variants.filter((variant) => variant.startsWith('no columns of'));
    expect(groups).toContain('no columns of repeat purchases');
    const leftOut = groups.map((variant) => whole.columns - named('all', variant).columns);
    expect(leftOut.reduce((sum, columns) => sum + columns, 0)).toBe(whole.columns);
    expect(named('all', 'no columns of item').multiplications).toBeLessThan(whole.multiplications);
    const alone = named('all', 'nothing of the model');
    expect(whole.columns - alone.columns).toBe(2);
    expect(new Set(seen)).toEqual(
      new Set(['all', 'fresh'].flatMap((of) => ['replay', ...variants].map((variant) => `${of} ${variant}`))),
    );
  });

  it('ranks every session that has a target, and no item that an unseen list may not have', () => {
    const { items, k } = named('fresh', 'all').lists;
    set.sessions.forEach(({ targetNew, interactionsFrom, interactionsTo }, n) => {
      const list = items.subarray(n * k, (n + 1) * k);
      expect(list[0]! >= 0).toBe(targetNew.length > 0);
      const had = new Set(set.interactions.item.subarray(interactionsFrom, interactionsTo));
      expect([...list].filter((item) => had.has(item))).toEqual([]);
    });
  });

  it('shows that a part is worth something: without own purchases, lists find less', () => {
    const rows = [...set.sessions.keys()];
    const recall = (variant: string): number =>
      sessionMetrics(
        named('all', variant).lists,
        rows,
        set.sessions.map(({ target }) => target),
      )['recall@10'].reduce((sum, x) => sum + x, 0) / rows.length;
    expect(recall('all')).toBeGreaterThan(recall('no columns of repeat purchases'));
  });
});
