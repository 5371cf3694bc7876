import { InteractionType } from '@stars/contracts';
import { InteractionLogBuilder, LocalClock } from '@stars/features';
import { type EvaluationSet, splitByTime } from '@stars/replay';
import { expect, it } from 'vitest';
import { type BrowsingMoment, becauseOfLast, browsingMoments } from './browsing-moments.js';

const { INTERACTION_TYPE_ADD_TO_CART: CART, INTERACTION_TYPE_VIEW: VIEW } = InteractionType;
const UTC = new LocalClock('UTC');
const MORNING = Date.UTC(2024, 2, 10);
const TODAY = UTC.day(MORNING);
const ITEMS = ['lamp', 'rope', 'stove', 'tent'];

type Row = readonly [item: string, minute: number, type?: InteractionType];

function setOf(sessions: readonly (readonly Row[])[], target: 'add_to_cart' | 'view' = 'add_to_cart'): EvaluationSet {
  const builder = new InteractionLogBuilder();
  // An earlier day makes every item part of the catalogue.
  const before = ITEMS.map((item, n): Row => [item, n - 3000, target === 'view' ? VIEW : CART]);
  [before, ...sessions].forEach((rows, n) => {
    for (const [itemId, minute, type = VIEW] of rows)
      builder.add({ userId: `user ${n}`, itemId, type, time: MORNING + minute * 60_000, region: '', sessionId: '' });
  });
  return splitByTime(builder.build(), UTC, { from: '2024-03-10', target });
}

const shown = (set: EvaluationSet, moment: BrowsingMoment) => ({
  known: moment.historyTo - moment.historyFrom,
  labels: Object.fromEntries([...moment.target].map((item, n) => [set.catalogue[item]!, moment.weights[n]!])),
  unseen: [...moment.targetNew].map((item) => set.catalogue[item]!),
});
const momentsOf = (set: EvaluationSet) =>
  browsingMoments(set, UTC, TODAY, 1)
    .map((moment) => shown(set, moment))
    .sort((a, b) => a.known - b.known);

it('asks what is opened next, unseen, and what is taken, seen or not', () => {
  const set = setOf([
    [
      ['tent', 0],
      ['rope', 1],
      ['tent', 2],
      ['tent', 3, CART],
      ['lamp', 4],
    ],
  ]);
  const found = momentsOf(set);
  expect(found.map(({ known, unseen }) => [known, unseen])).toEqual([
    [1, ['rope']],
    [2, ['lamp']],
    [3, ['lamp']],
    [4, ['lamp']],
  ]);
  // Nothing is taken after the fourth event.
  expect(found.map(({ labels }) => Object.keys(labels).sort())).toEqual([
    ['rope', 'tent'],
    ['lamp', 'tent'],
    ['lamp', 'tent'],
    ['lamp'],
  ]);
});

it('lets both questions count as a fixed share, however much more is opened than taken', () => {
  const looks = Array.from({ length: 30 }, (_, n): Row[] => [
    ['tent', n * 9],
    ['rope', n * 9 + 1],
    ['lamp', n * 9 + 2],
  ]);
  const set = setOf([
    ...looks,
    [
      ['tent', 0],
      ['stove', 1],
      ['stove', 2, CART],
    ],
  ]);
  const sum = { opened: 0, taken: 0 };
  for (const moment of browsingMoments(set, UTC, TODAY, 1)) {
    const { labels, unseen } = shown(set, moment);
    for (const [item, weight] of Object.entries(labels)) {
      // An item that is both opened next and taken has both weights.
      if (unseen.includes(item)) sum.opened += Math.min(weight, weight % 1 || weight);
      if (weight >= 1) sum.taken += 1;
    }
  }
  expect(sum.taken / (sum.taken + sum.opened)).toBeCloseTo(0.6, 5);
});

it('asks for the next other item where to look is to take', () => {
  const set = setOf(
    [
      [
        ['tent', 0],
        ['rope', 1],
        ['tent', 2],
      ],
    ],
    'view',
  );
  expect(momentsOf(set)).toEqual([
    { known: 1, labels: { rope: expect.closeTo(1 + ((0.4 / 0.6) * 2) / 1, 5) }, unseen: ['rope'] },
    { known: 2, labels: { tent: 1 }, unseen: [] },
  ]);
});

it('has no moment of earlier days, or of a stranger’s first event', () => {
  expect(
    momentsOf(
      setOf([
        [['tent', 0]],
        [
          ['lamp', 0],
          ['lamp', 1, CART],
        ],
      ]),
    ),
  ).toEqual([{ known: 1, labels: { lamp: 1 }, unseen: [] }]);
});

it('forgets over a long pause what was seen, and asks before the first event of who comes back', () => {
  const found = momentsOf(
    setOf([
      [
        ['tent', 0],
        ['rope', 1],
        ['tent', 900],
        ['tent', 901, CART],
      ],
    ]),
  );
  expect(found.map(({ known, unseen }) => [known, unseen])).toEqual([
    [1, ['rope']],
    [2, ['tent']],
    [3, []],
  ]);
});

it('asks because of the item that was met last, for another', () => {
  const set = setOf([
    [
      ['tent', 0],
      ['rope', 1],
      ['rope', 2, CART],
    ],
  ]);
  const seeded = becauseOfLast(set, browsingMoments(set, UTC, TODAY, 1));
  expect(
    seeded.map((moment) => [[...moment.seeds!].map((item) => set.catalogue[item]), shown(set, moment).unseen]),
  ).toEqual([[['tent'], ['rope']]]);
});
