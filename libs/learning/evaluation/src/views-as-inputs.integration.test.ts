// @module-tag long

import { join } from 'node:path';
import { type InteractionLog, LocalClock, loadTrainingData, type TrainingData, targetEvents } from '@stars/features';
import { ModelStore, StarsModel } from '@stars/inference';
import {
  dayStart,
  modelForEvaluation,
  pairedDifference,
  type SessionRanker,
  StarsCandidates,
  splitByTime,
  starsSecondStageRanker,
} from '@stars/replay';
import { RECIPES, train } from '@stars/training';
import { type ShopOnABus, shopOnABus } from '@stars/training/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { starsRankers } from './stars-ranker.js';
import { type Measured, measure } from './summary.js';

const PLACE = { timeZone: 'UTC', country: 'US' };
const clock = new LocalClock(PLACE.timeZone);
/** In the shop, views and carts lead to purchases on another day. */
const SHOP = { users: 150, items: 120, days: 60, seed: 5 };

let world: ShopOnABus;
let data: TrainingData;

beforeAll(async () => {
  world = await shopOnABus(SHOP);
  data = await loadTrainingData((topic) => world.bus.read({ topic }), { tenant: 'default' });
});
afterAll(() => world?.close());

/** Trains on the log up to its last fifth, and measures the rankings on the purchases of that. */
async function measured(name: string, log: InteractionLog): Promise<Map<string, Measured>> {
  const set = splitByTime(log, clock, { fraction: 0.2, target: 'purchase' });
  const { version } = await train({
    bus: world.bus,
    dataDir: world.dataDir,
    place: PLACE,
    size: 'tiny',
    recipe: {
      target: 'purchase',
      epochs: 8,
      validation: { ...RECIPES.small.validation!, share: 0.3 },
      secondStage: RECIPES.small.secondStage!,
    },
    data: { ...data, log },
    // Part of the model's version: the log on the bus is the same.
    keep: { name, rows: () => () => true },
    until: dayStart(clock, Math.min(...set.sessions.map(({ day }) => day))),
    publish: false,
    now: 0,
  });
  const loaded = StarsModel.create(await new ModelStore(join(world.dataDir, 'models')).load(version));
  const model = modelForEvaluation(loaded, data, set);
  const candidates = new StarsCandidates(model);
  const rankers: SessionRanker[] = [
    ...starsRankers(model, ['NI', 'RR'], candidates),
    starsSecondStageRanker(loaded.secondStage!, data, clock, candidates),
  ];
  const found = new Map<string, Measured>();
  for (const ranker of rankers) {
    found.set(ranker.name, measure(set, await ranker.rank(set, { k: 10, explore: false })));
  }
  return found;
}

describe('views and additions to the cart', () => {
  it('help to predict the purchases of held-out days', async () => {
    const [all, bought] = [
      await measured('all kinds', data.log),
      await measured('purchases', targetEvents(data.log, 'purchase')),
    ];
    for (const [ranker, { users, sessions, metrics }] of all) {
      const without = bought.get(ranker)!;
      // The same purchases of the same users on the same days.
      const labels = ({ sessions: of }: Pick<Measured, 'sessions'>) =>
        of.map(({ sessionId, target }) => `${sessionId} ${target.length}`);
      expect(labels({ sessions })).toEqual(labels(without));
      expect(sessions.length).toBeGreaterThan(300);
      const { mean, ci95 } = pairedDifference(users, metrics['ndcg@10'], without.metrics['ndcg@10']);
      expect(ci95[0], `${ranker}: ${mean}`).toBeGreaterThan(0);
    }
  });
});
