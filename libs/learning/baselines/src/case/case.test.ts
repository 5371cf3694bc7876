import { LocalClock } from '@stars/features';
import { createRandom, type Parameters, type Tensor, tf } from '@stars/model';
import { splitByTime } from '@stars/replay';
import { smallLog } from '@stars/replay/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { initialParameters } from '../networks/baseline-network.js';
import { type Calendars, calendarsOf } from './calendars.js';
import { caseSpecs, repurchaseLoss, scoreCase } from './network.js';
import { type CaseSettings, HORIZON } from './settings.js';
import { caseSteps } from './steps.js';

const clock = new LocalClock('UTC');
const settings: CaseSettings = {
  name: 'test',
  embedding: 4,
  cadence: 6,
  width: 8,
  heads: 2,
  points: 3,
  dropout: 0.5,
  rows: 100,
  learningRate: 1e-3,
  epochs: 1,
};
const ITEMS = 9;

beforeAll(() => tf.setBackend('cpu'));

const close = (a: ArrayLike<number>, b: ArrayLike<number>): void => {
  expect(a.length).toBe(b.length);
  for (let i = 0; i < a.length; i++) expect(Math.abs(a[i]! - b[i]!)).toBeLessThan(1e-5);
};

/** Users with the days before the moment on which they had each item. */
function calendars(users: readonly (readonly [item: number, ...daysAgo: number[]])[][]): Calendars {
  const length = Math.max(...users.map((items) => items.length));
  const rows = users.length * length;
  const made = {
    size: users.length,
    length,
    items: new Int32Array(rows),
    present: new Float32Array(rows),
    days: new Float32Array(rows * HORIZON),
  };
  for (const [b, items] of users.entries()) {
    for (const [place, [item, ...daysAgo]] of items.entries()) {
      made.items[b * length + place] = item;
      made.present[b * length + place] = 1;
      for (const days of daysAgo) made.days[(b * length + place) * HORIZON + days - 1] = 1;
    }
  }
  return made;
}

describe('calendarsOf', () => {
  const set = splitByTime(
    smallLog([
      ['ann', 'a', '2024-01-01T10:00:00Z'],
      ['ann', 'b', '2025-03-01T10:00:00Z'],
      ['ann', 'c', '2025-03-04T10:00:00Z'],
      ['ann', 'b', '2025-03-09T10:00:00Z'],
      ['ann', 'a', '2025-03-10T10:00:00Z'],
      ['bob', 'c', '2025-03-09T10:00:00Z'],
      ['bob', 'c', '2025-03-10T10:00:00Z'],
    ]),
    clock,
    { from: '2025-03-10' },
  );
  const moments = set.sessions.map(({ interactionsFrom: from, interactionsTo: to, day }) => ({ from, to, day }));
  const index = (item: string): number => set.catalogue.indexOf(item);

  it('holds the items of a year before the moment, the latest first, with the days of each', () => {
    const { length, items, present, days } = calendarsOf(set, moments);
    expect(length).toBe(2);
    expect([...items.subarray(0, 3)]).toEqual(['b', 'c', 'c'].map(index));
    expect([...present]).toEqual([1, 1, 1, 0]);
    const ones = [...days.keys()].filter((at) => days[at] === 1).map((at) => [Math.floor(at / HORIZON), at % HORIZON]);
    expect(ones).toEqual([
      [0, 0],
      [0, 8],
      [1, 5],
      [2, 0],
    ]);
  });

  it('makes steps whose labels are the next basket, of what was known before it', () => {
    const everything = { ...set, trainTo: set.log.userOffsets.slice(1) };
    const steps = [1, 2, 3, 4, 5, 6].flatMap((seed) =>
      [...caseSteps(everything, 2, createRandom(seed))].map((make) => make()),
    );
    const known = steps.flatMap(({ items, present, labels }) =>
      [...items.keys()]
        .filter((i) => present[i] === 1)
        .map((i) => ({ item: set.catalogue[items[i]!], label: labels[i] })),
    );
    // Of ann's last basket, item a is out of the horizon.
    expect(known.map(({ item }) => item)).not.toContain('a');
    expect(new Set(known.filter(({ label }) => label === 1).map(({ item }) => item))).toEqual(new Set(['b', 'c']));
    expect(known.filter(({ label }) => label === 0).length).toBeGreaterThan(0);
    for (const { labels, present } of steps) {
      for (const i of labels.keys()) expect(labels[i]! <= present[i]!).toBe(true);
    }
  });
});

describe('scoreCase', () => {
  let parameters: Parameters;
  beforeAll(() => {
    parameters = initialParameters(caseSpecs(settings, ITEMS), 3);
  });
  afterAll(() => tf.dispose([...parameters.values()]));
  const scores = (...users: (readonly [item: number, ...daysAgo: number[]])[][]): Float32Array =>
    tf.tidy(() => scoreCase(settings, parameters, calendars(users))).dataSync<'float32'>();

  const [a, b, c]: [number, ...number[]][] = [
    [1, 3, 10],
    [2, 1],
    [3, 40, 50, 300],
  ];

  it('is the same in any order of the items, in a batch, and with padding', () => {
    const one = scores([a!, b!, c!]);
    const other = scores([c!, a!, b!]);
    close([other[1]!, other[2]!, other[0]!], one);
    close(scores([[4, 9]], [a!, b!, c!]).subarray(3), one);
    close(scores([a!, b!, c!], [b!]).subarray(0, 3), one);
    close(scores([b!], [a!, b!, c!]).subarray(0, 1), scores([b!]));
  });

  it('reads the calendar of an item, and the other items', () => {
    const one = scores([a!, b!]);
    expect(Math.abs(scores([[1, 4, 10], b!])[0]! - one[0]!)).toBeGreaterThan(1e-6);
    expect(Math.abs(scores([a!, [2, 200]])[0]! - one[0]!)).toBeGreaterThan(1e-6);
    expect(Math.abs(scores([a!, [5, 1]])[0]! - one[0]!)).toBeGreaterThan(1e-6);
  });

  it('has a loss that padding does not change, with a gradient for every parameter', () => {
    const batch = calendars([[a!, b!, [3, ...Array.from({ length: 40 }, (_, n) => 1 + 9 * n)]], [b!]]);
    const labels = Float32Array.of(1, 0, 0, 1, 0, 0);
    const logits = tf.tidy(() => scoreCase(settings, parameters, batch));
    const [s0, s1, s2, s3] = logits.dataSync<'float32'>();
    const plain = [s0!, -s1!, -s2!, s3!].reduce((sum, s) => sum + Math.log1p(Math.exp(-s)), 0) / 4;
    expect(repurchaseLoss(logits, { ...batch, labels }).dataSync()[0]!).toBeCloseTo(plain, 5);

    const inputs = [...parameters.values()];
    const { grads } = tf.engine().gradients(
      () => {
        const given = new Map([...parameters.keys()].map((name, i): [string, Tensor] => [name, inputs[i]!]));
        return repurchaseLoss(scoreCase(settings, given, batch), { ...batch, labels }).asScalar();
      },
      inputs,
      undefined,
      true,
    );
    for (const [i, name] of [...parameters.keys()].entries()) {
      // The same number for each key changes no softmax.
      if (name.endsWith('.key.bias')) continue;
      expect(tf.sum(tf.abs(grads[i]!)).dataSync()[0], name).toBeGreaterThan(0);
    }
  });
});
