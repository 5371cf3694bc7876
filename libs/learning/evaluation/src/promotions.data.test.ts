import { join } from 'node:path';
import { LocalClock, loadTrainingData, SignalRules, type TrainingData, TrustedContext } from '@stars/features';
import { ModelStore, StarsModel } from '@stars/inference';
import { ALL_PARTS, SIZES } from '@stars/model';
import {
  buildCjDay,
  CJ_DAY_PERIODS,
  CJ_DAY_TIME_ZONE,
  dayStart,
  type EvaluationSet,
  modelForEvaluation,
  momentOf,
  type SessionRanker,
} from '@stars/replay';
import { train } from '@stars/training';
import { type HouseholdsOnABus, householdsOnABus } from '@stars/training/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { evaluate } from './evaluate.js';
import { type EvaluationReport } from './report.js';
import { starsRankers } from './stars-ranker.js';

/** The data's signals: where in the store a product stands, and how the weekly mailer shows it. */
const PROMOTIONS = ['display', 'mailer'];
const WITHOUT = 'STARS NI, promotions unknown';

// Fewer households show no gain that is clear of chance. That signals are learned and used, other tests ask of made-up data.
const long = describe.skipIf(!process.env['STARS_TEST_LONG']);

long('the promotions of Complete Journey, of some four hundred households', () => {
  let world: HouseholdsOnABus;
  let data: TrainingData;
  let set: EvaluationSet;
  let model: StarsModel;
  let report: EvaluationReport;

  beforeAll(async () => {
    // With half as many, chance decides whether the gain in recall is clear: one seed of three showed it.
    world = await householdsOnABus(6, { promotions: true });
    const clock = new LocalClock(CJ_DAY_TIME_ZONE);
    data = await loadTrainingData((topic) => world.bus.read({ topic }), { tenant: 'default' });
    set = buildCjDay(data.log, clock, { split: 'validation' });
    const { version } = await train({
      bus: world.bus,
      dataDir: world.dataDir,
      place: { timeZone: CJ_DAY_TIME_ZONE, country: 'US' },
      size: 'tiny',
      recipe: {
        size: { ...SIZES.tiny, maxLength: 50, offsetBound: 0.3 },
        epochs: 2,
        // A repeat head finds what households had, promoted or not: at this size too little is left for signals to be clear of chance.
        parts: { ...ALL_PARTS, repeat: false },
        validation: { share: 0.1, days: 28, users: 100, every: 0, patience: 0, metric: 'ndcg', refit: true },
      },
      until: dayStart(clock, CJ_DAY_PERIODS.validation.from),
      publish: false,
      data,
      now: 0,
    });
    model = await StarsModel.create(await new ModelStore(join(world.dataDir, 'models')).load(version));
    const adapted = modelForEvaluation(model, data, set);
    const [promoted] = starsRankers(adapted, ['NI']);
    const [plain] = starsRankers({ ...adapted, itemSignals: undefined }, ['NI']);
    const unknown: SessionRanker = {
      name: WITHOUT,
      kind: 'baseline',
      explores: true,
      rank: (of, options) => plain!.rank(of, options),
    };
    report = await evaluate({ set, rankers: [promoted!, unknown] });
    adapted.dispose();
  }, 600_000);

  afterAll(async () => {
    model?.dispose();
    await world?.close();
  });

  /** A sample of sessions with live promotions at their time and place. */
  const moments = () => {
    const some = set.sessions.filter((_, index) => index % 40 === 0).map((session) => momentOf(set, session));
    return some.filter((moment) => model.offsetsAt(moment, data.timeline).live.size > 0);
  };

  it('raise the promoted items, each kind by its effect in weeks that the model had not seen', () => {
    expect(moments().length).toBeGreaterThan(10);
    for (const moment of moments()) {
      for (const [, bonus] of model.offsetsAt(moment, data.timeline).live) {
        expect(bonus.total).toBeGreaterThan(0);
        for (const [name] of bonus.parts) expect(PROMOTIONS).toContain(name);
      }
    }
  });

  it('find more of the next purchases than the same model without them, clear of chance', () => {
    const { difference } = report.comparisons.find(
      ({ targets, model: name, baseline }) => targets === 'all' && name === 'STARS NI' && baseline === WITHOUT,
    )!;
    expect(difference['recall@10'].ci95[0]).toBeGreaterThan(0);
    expect(difference['ndcg@10'].ci95[0]).toBeGreaterThan(0);
  });

  it('do nothing if they are switched off', () => {
    const off = new SignalRules(Object.fromEntries(PROMOTIONS.map((name) => [name, { on: false }])));
    for (const moment of moments()) {
      expect(model.offsetsAt(moment, new TrustedContext(data.timeline, off)).live.size).toBe(0);
    }
  });
});
