// @module-tag long

import { join } from 'node:path';
import { globalPopularity, recentPopularity } from '@stars/baselines';
import { LocalClock, loadTrainingData } from '@stars/features';
import { ModelStore, StarsModel } from '@stars/inference';
import { buildCjDay, CJ_DAY_PERIODS, CJ_DAY_TIME_ZONE, dayStart, modelForEvaluation } from '@stars/replay';
import { train } from '@stars/training';
import { type HouseholdsOnABus, householdsOnABus } from '@stars/training/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { evaluate } from './evaluate.js';
import { type EvaluationReport } from './report.js';
import { starsRankers } from './stars-ranker.js';

/** The default in one pass, without what a second stage is learned on: only the searches are measured. */
const RECIPE = { epochs: 1, secondStage: undefined, validation: undefined };

const POPULARITY = ['global popularity', 'recent popularity, 7 days'];

describe('a short training on the purchases of some three hundred households', () => {
  let world: HouseholdsOnABus;
  let report: EvaluationReport;

  beforeAll(async () => {
    world = await householdsOnABus(8);
    const clock = new LocalClock(CJ_DAY_TIME_ZONE);
    const data = await loadTrainingData((topic) => world.bus.read({ topic }), { tenant: 'default' });
    // The validation weeks: the test weeks are for the final measurement.
    const set = buildCjDay(data.log, clock, { split: 'validation' });
    const { version } = await train({
      bus: world.bus,
      dataDir: world.dataDir,
      place: { timeZone: CJ_DAY_TIME_ZONE, country: 'US' },
      size: 'small',
      recipe: RECIPE,
      until: dayStart(clock, CJ_DAY_PERIODS.validation.from),
      publish: false,
      data,
      now: 0,
    });
    const loaded = StarsModel.create(await new ModelStore(join(world.dataDir, 'models')).load(version));
    const model = modelForEvaluation(loaded, data, set);
    const stars = starsRankers(model, ['GI', 'NI', 'RR']);
    report = await evaluate({ set, rankers: [globalPopularity(), recentPopularity(7), ...stars] });
  }, 600_000);

  afterAll(() => world?.close());

  const figure = (name: string, metric: 'recall@10' | 'ndcg@10' | 'coverage@10'): number =>
    report.rankers.find((ranker) => ranker.name === name)!.all.overall[metric];

  it('is evaluated on unseen sessions', () => {
    expect(report.counts.evaluatedSessions).toBeGreaterThan(1000);
    expect(report.counts.catalogueItems).toBeGreaterThan(5000);
    expect(report.rankers.map(({ name }) => name)).toEqual([...POPULARITY, 'STARS GI', 'STARS NI', 'STARS RR']);
    for (const name of POPULARITY) expect(figure(name, 'recall@10')).toBeGreaterThan(0.05);
  });

  it.each(['STARS GI', 'STARS NI', 'STARS RR'])('finds more of the next purchases than popularity: %s', (name) => {
    for (const popularity of POPULARITY) {
      expect(figure(name, 'recall@10')).toBeGreaterThan(2 * figure(popularity, 'recall@10'));
      expect(figure(name, 'coverage@10')).toBeGreaterThan(figure(popularity, 'coverage@10'));
    }
  });

  const differenceFrom = (popularity: string, of: 'all' | 'explore') =>
    report.comparisons.find(
      ({ targets, model, baseline }) => targets === of && model === 'STARS RR' && baseline === popularity,
    )!.difference;

  it.each(POPULARITY)('beats %s by more than chance explains', (popularity) => {
    const difference = differenceFrom(popularity, 'all');
    expect(difference['recall@10'].ci95[0]).toBeGreaterThan(0);
    expect(difference['ndcg@10'].ci95[0]).toBeGreaterThan(0);
  });

  // One pass without offsets is level with best sellers of the last week, which the whole default is ahead of.
  it('ranks items that are new to a household better than the popularity of the whole log', () => {
    expect(differenceFrom('global popularity', 'explore')['ndcg@10'].ci95[0]).toBeGreaterThan(0);
  });
});
