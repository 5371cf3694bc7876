import { describe, expect, it } from 'vitest';
import { ContextTimeline } from './context-timeline.js';
import { SIGNAL_VALUES } from './feature-spec.js';
import { filterLog } from './filter-log.js';
import { fitFeatureSpec } from './fit-feature-spec.js';
import { contextSignal, itemFeatures, logOf } from './testing/messages.js';
import type { TrainingData } from './training-data.js';

const DAY = 86_400_000;
const NOVEMBER = Date.UTC(2017, 10, 20);
const PLACE = { timeZone: 'America/New_York', country: 'US' };

function dataOf(signals: Parameters<typeof contextSignal>[0][] = []): TrainingData {
  const timeline = new ContextTimeline();
  for (const signal of signals) timeline.add(contextSignal(signal));
  return {
    log: logOf([
      { userId: 'u', itemId: 'a', time: NOVEMBER },
      { userId: 'v', itemId: 'b', time: NOVEMBER + 4 * DAY },
      { userId: 'w', itemId: 'c', time: NOVEMBER + 60 * DAY },
    ]),
    items: new Map(
      [
        itemFeatures('a', [1], { tags: ['sweet', 'fresh'] }),
        itemFeatures('b', [1], { tags: ['fresh'] }),
        itemFeatures('c', [1], { tags: ['late'] }),
        itemFeatures('never-bought', [1], { tags: ['unsold'] }),
      ].map((item) => [item.itemId, item]),
    ),
    users: new Map<string, Record<string, string | number>>([
      ['u', { age: 30, segment: 'x' }],
      ['v', { age: 40, segment: 'y' }],
      ['w', { age: 90, segment: 'z' }],
      ['stranger', { shoe: 44 }],
    ]),
    timeline,
  };
}

/** The first week of the log. */
function fit(data: TrainingData) {
  return fitFeatureSpec(
    data,
    filterLog(data.log, (row) => data.log.time[row]! < NOVEMBER + 5 * DAY),
    PLACE,
  );
}

describe('fitFeatureSpec of a model without', () => {
  const ALL = { tags: true, context: true, user: true, recency: true };
  const without = (part: keyof typeof ALL) => {
    const data = dataOf();
    return fitFeatureSpec(data, data.log, PLACE, { ...ALL, [part]: false });
  };
  const data = dataOf();
  const whole = fitFeatureSpec(data, data.log, PLACE);

  it('nothing left out is the whole model', () => {
    expect(fitFeatureSpec(data, data.log, PLACE, ALL)).toEqual(whole);
    expect(whole.holidays.length * whole.tags.length * whole.userNumbers.length).toBeGreaterThan(0);
  });

  it.each([
    ['tags', { tags: [] }],
    ['user', { userNumbers: [], userCategories: [] }],
    ['recency', { recency: false }],
    ['context', { context: false, holidays: [], itemSignals: [], regionNumbers: [], regionCategories: [] }],
  ] as const)('%s differs only in that', (part, changes) => {
    expect(without(part)).toEqual({ ...whole, ...changes });
  });
});

describe('fitFeatureSpec', () => {
  it('uses only users and items with rows in the log', () => {
    const spec = fit(dataOf());
    expect(spec).toMatchObject({ version: 1, ...PLACE, tags: ['fresh', 'sweet'] });
    expect(spec.userNumbers).toEqual([{ name: 'age', mean: 35, deviation: 5 }]);
    expect(spec.userCategories).toEqual([{ name: 'segment', values: ['x', 'y'] }]);
  });

  it('uses the holidays between the first and the last local day', () => {
    expect(fit(dataOf()).holidays).toContain('Thanksgiving Day');
    expect(fit(dataOf()).holidays).not.toContain('Christmas Day');
  });

  it('uses only signals that began before the log ends', () => {
    const end = NOVEMBER + 4 * DAY;
    const spec = fit(
      dataOf([
        {
          id: '1',
          from: NOVEMBER,
          until: NOVEMBER + DAY,
          signals: { temperature: 4, rain: true },
          items: [{ name: 'display', value: 3, itemIds: ['a'] }],
        },
        { id: '2', from: end, until: end + DAY, signals: { temperature: 8 } },
        {
          id: '3',
          from: end + 1,
          until: end + DAY,
          signals: { temperature: 1e6, pollen: 3, rain: false },
          items: [
            { name: 'display', value: 9, itemIds: ['a'] },
            { name: 'coupon', value: 1, itemIds: ['a'] },
          ],
        },
      ]),
    );
    expect(spec.regionNumbers).toEqual([{ name: 'temperature', mean: 6, deviation: 2 }]);
    expect(spec.regionCategories).toEqual([{ name: 'rain', values: ['true'] }]);
    expect(spec.itemSignals).toEqual([{ name: 'display', values: [3] }]);
  });

  it('bounds the values that have an input of their own', () => {
    const items = Array.from({ length: 40 }, (_, value) => ({ name: 'price', value, itemIds: ['a'] }));
    expect(fit(dataOf([{ id: '1', from: NOVEMBER, items }])).itemSignals[0]!.values.length).toBe(SIGNAL_VALUES);
  });

  it('has no inputs from an empty log', () => {
    const data = dataOf([{ id: '1', from: NOVEMBER, signals: { rain: true } }]);
    const spec = fitFeatureSpec(
      data,
      filterLog(data.log, () => false),
      PLACE,
    );
    expect([spec.holidays, spec.tags, spec.userNumbers, spec.regionCategories]).toEqual([[], [], [], []]);
  });
});
