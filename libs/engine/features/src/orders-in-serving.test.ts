import fc from 'fast-check';
import { expect, test } from 'vitest';
import { basketRules, sessionMark } from './baskets.js';
import { ContextTimeline } from './context-timeline.js';
import { Histories } from './histories.js';
import { buildLearnedItems, learnedItemIds } from './learned-items.js';
import { evidenceOf, REPEAT_AGES, repeatedItems } from './repeated-items.js';
import { CandidateSampler } from './sampled-candidates.js';
import { SequenceWriter } from './sequence-writer.js';
import { SideEncoder } from './side-features.js';
import { itemFeatures, logOf } from './testing/messages.js';
import { seeded } from './testing/seeded.js';
import { smallSpec } from './testing/spec.js';
import { TrainingBatches } from './training-batches.js';
import { UserFeatureEncoder } from './user-encoder-inputs.js';

const LETTERS = [...'abcd'];
const features = new Map(LETTERS.map((id, i) => [id, itemFeatures(id, [i, 1, 2])]));
const spec = smallSpec({ tags: [], orders: true, target: 'purchase' });
const side = new SideEncoder(spec, new ContextTimeline());
const users = new UserFeatureEncoder(spec);

const histories = fc
  .array(
    fc.record({
      itemId: fc.constantFrom(...LETTERS),
      time: fc.nat(40).map((n) => n * 20_000),
      type: fc.constantFrom(1, 3, 3, 3),
      sessionId: fc.constantFrom('', 's', 's', 't'),
    }),
    { minLength: 2, maxLength: 25 },
  )
  // The last is a purchase: a sequence after the last purchase teaches nothing, and has no window.
  .map((events) => [...events, { itemId: 'a', time: 1e9, type: 3, sessionId: '' }].sort((a, b) => a.time - b.time))
  .filter((events) => new Set(events.map(({ itemId }) => itemId)).size > 1);

/** The tokens of the only sequence: basket, hours, side row and item, in an order that does not depend on that of the lines. */
function tokensOf(
  { basket, hours, side: rows, item }: SequenceWriter['arrays'],
  count: number,
  itemOf: (row: number) => string,
): string[] {
  const { width } = side.layout;
  const tokens = Array.from({ length: count }, (_, i) =>
    JSON.stringify([basket[i], hours[i], itemOf(item[i]!), ...rows.subarray(i * width, (i + 1) * width)]),
  );
  return tokens.sort();
}

type Built = ReturnType<TrainingBatches['build']>;

const K = REPEAT_AGES.length;
const evidence = evidenceOf(spec);

/** The items that the user of a row had, with what was had at each age. */
const hadOf = ({ width, rows, ages }: NonNullable<Built['own']>['next'], n: number, itemOf: (row: number) => string) =>
  Array.from(rows.subarray(n * width, (n + 1) * width)).flatMap((row, m) => {
    const at = (n * width + m) * K;
    return row < 0 ? [] : [[itemOf(row), [...ages.subarray(at, at + K)]]];
  });

test('training and serving make the same baskets of orders, and know the same of what a user had', () => {
  fc.assert(
    fc.property(histories, fc.nat(), (events, seed) => {
      const log = logOf(events.map((event) => ({ ...event, userId: 'u' })));
      const items = buildLearnedItems(learnedItemIds(log, features, 1), features, [], 3);
      const itemRow = Int32Array.from(log.items, (id) => items.ids.indexOf(id));
      const batches = new TrainingBatches(
        new Histories(log, itemRow, basketRules(spec)),
        items,
        new Map(),
        { side, user: users, userNumbers: spec.userNumbers.length },
        // Every item is a candidate, so items have their own rows.
        new CandidateSampler(
          { prior: new Float32Array(items.ids.length), subclass: items.subclass },
          { candidates: 9, subclassShare: 0 },
        ),
        { maxLength: 99, batchSize: 1, cuts: 1, horizonDays: 1, contextDropout: 0, deltaMinCount: 1, evidence },
      );
      const { starts } = new Histories(log, itemRow, basketRules(spec)).read(0);
      const window = { history: 0, from: 0, until: starts.length - 1, length: events.length };
      const { sequences: trained, nextRows, own } = batches.build([window], seeded(seed));

      const writer = new SequenceWriter(side, users, spec.userNumbers.length, 1, events.length, 1);
      const served = events.map((event) => ({ ...event, region: '', session: sessionMark(event.sessionId) }));
      writer.events(0, served, (i) => items.ids.indexOf(served[i]!.itemId));
      const itemOf = (row: number): string => items.ids[row]!;
      expect(tokensOf(writer.arrays, events.length, itemOf)).toEqual(tokensOf(trained, events.length, itemOf));

      // What the user had before each basket that is predicted, as of its time.
      const { nextTarget, time } = new Histories(log, itemRow, basketRules(spec)).read(0);
      nextRows.forEach((row, n) => {
        const basket = trained.basket[row]!;
        const now = time[starts[nextTarget[basket + 1]!]!]!;
        const had = repeatedItems(served.slice(0, starts[basket + 1]), basketRules(spec), evidence, now);
        expect(hadOf(own!.next, n, itemOf)).toEqual(
          had.items.map((itemId, m) => [itemId, [...had.ages.subarray(m * K, (m + 1) * K)].map(Math.fround)]),
        );
      });
    }),
  );
});
