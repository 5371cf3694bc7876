// @module-tag long

import { join } from 'node:path';
import { HOT_FROM, SHOP_HOLIDAYS, type SyntheticShopOptions } from '@stars/datasets/testing';
import {
  type ContextReading,
  type ContextTimeline,
  LocalClock,
  loadTrainingData,
  SignalRules,
  TrustedContext,
} from '@stars/features';
import { ModelStore, StarsModel } from '@stars/inference';
import { SIZES } from '@stars/model';
import { type Difference, dayStart, modelForEvaluation, momentOf, pairedDifference, splitByTime } from '@stars/replay';
import { train } from '@stars/training';
import { shopOnABus } from '@stars/training/testing';
import { beforeAll, describe, expect, it } from 'vitest';
import { starsRankers } from './stars-ranker.js';
import { type Measured, measure } from './summary.js';

const PLACE = { timeZone: 'UTC', country: 'US' };
/** Two years that end in the season of hot days. */
const SHOP = {
  seed: 4,
  users: 200,
  items: 64,
  days: 731,
  sessionsPerDay: 0.06,
  start: new Date('2023-08-01T00:00:00Z'),
};
/** The rest has both holidays and hot days, and a year before it had them too. */
const TESTED_FROM = '2024-12-10';
const DAY_MS = 86_400_000;

const METRICS = ['ndcg@10', 'recall@10'] as const;
/** What a signal adds on the days on which it has an effect. */
interface Gain {
  sessions: number;
  of: Record<(typeof METRICS)[number], Difference>;
}

function gainOf(full: Measured, less: Measured, affected: readonly number[]): Gain {
  const part = (values: Float64Array): Float64Array => Float64Array.from(affected, (n) => values[n]!);
  const users = affected.map((n) => full.users[n]!);
  const [ndcg, recall] = METRICS.map((m) => pairedDifference(users, part(full.metrics[m]), part(less.metrics[m])));
  return { sessions: affected.length, of: { 'ndcg@10': ndcg!, 'recall@10': recall! } };
}

function isHot(timeline: ContextTimeline, { region, time }: { region: string; time: number }): boolean {
  let hot = false;
  timeline.regionSignals(region, time, (name, value) => {
    if (name === 'temperature') hot = (value as number) >= HOT_FROM;
  });
  return hot;
}

const isBeforeHoliday = (time: number): boolean =>
  SHOP_HOLIDAYS.some(({ date }) => {
    const ahead = (Date.parse(`${new Date(time).getUTCFullYear()}-${date}`) - time) / DAY_MS;
    return ahead > -1 && ahead <= 4;
  });

/** Trains on what comes before the last months of two years, and ranks these with a signal and without. */
async function gains(planted: SyntheticShopOptions): Promise<{ hotDays: Gain; holidays: Gain }> {
  const world = await shopOnABus({ ...SHOP, ...planted });
  try {
    const clock = new LocalClock(PLACE.timeZone);
    const data = await loadTrainingData((topic) => world.bus.read({ topic }), { tenant: 'default' });
    const set = splitByTime(data.log, clock, { from: TESTED_FROM, target: 'view' });
    const { version } = await train({
      bus: world.bus,
      dataDir: world.dataDir,
      place: PLACE,
      size: 'tiny',
      // Purchases often come a visit later, in other weather: what people look at shows the effect in fewer sessions.
      recipe: { target: 'view', epochs: 4, size: { ...SIZES.tiny, offsetBound: 0.8 } },
      until: dayStart(clock, Math.min(...set.sessions.map(({ day }) => day))),
      publish: false,
      data,
      now: 0,
    });
    const artifact = await new ModelStore(join(world.dataDir, 'models')).load(version);
    const model = StarsModel.create(artifact);
    const rank = async (context: ContextReading): Promise<Measured> => {
      const adapted = modelForEvaluation(model, data, set, context);
      const [ranker] = starsRankers(adapted, ['RR']);
      const measured = measure(set, await ranker!.rank(set, { k: 10, explore: false }));
      return measured;
    };
    const without = (...names: string[]): Promise<Measured> => {
      const rules = new SignalRules(Object.fromEntries(names.map((name) => [name, { on: false }])));
      return rank(new TrustedContext(data.timeline, rules));
    };
    const full = await rank(data.timeline);
    const places = [...full.sessions.keys()];
    const hot = places.filter((n) => isHot(data.timeline, momentOf(set, full.sessions[n]!)));
    const before = places.filter((n) => isBeforeHoliday(full.sessions[n]!.time));
    const found = {
      hotDays: gainOf(full, await without('temperature'), hot),
      holidays: gainOf(full, await without(...artifact.spec.holidays), before),
    };
    return found;
  } finally {
    await world.close();
  }
}

describe('a season that was seen a year before', () => {
  let found: Awaited<ReturnType<typeof gains>>;
  beforeAll(async () => {
    found = await gains({ hotDayShare: 0.6, holidayShare: 0.8 });
  });

  it.each(['hotDays', 'holidays'] as const)('is predicted better with the signal: %s', (when) => {
    const { sessions, of } = found[when];
    expect(sessions).toBeGreaterThan(90);
    for (const metric of METRICS) {
      const { mean, ci95 } = of[metric];
      expect(ci95[0], `${metric} ${mean} of ${sessions} sessions`).toBeGreaterThan(0);
    }
  });
});

it('shows no gain where weather and holidays have no effect', async () => {
  for (const { sessions, of } of Object.values(await gains({}))) {
    expect(sessions).toBeGreaterThan(90);
    for (const metric of METRICS) {
      const { mean, ci95 } = of[metric];
      expect(ci95[0], `${metric} ${mean} of ${sessions} sessions`).toBeLessThanOrEqual(0);
    }
  }
});
