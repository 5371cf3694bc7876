import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ContextTimeline } from './context-timeline.js';
import { Histories } from './histories.js';
import type { InteractionLog } from './interaction-log.js';
import { buildLearnedItems, learnedItemIds } from './learned-items.js';
import { CandidateSampler } from './sampled-candidates.js';
import { SideEncoder } from './side-features.js';
import type { TargetKind } from './target-kind.js';
import { itemFeatures, logOf } from './testing/messages.js';
import { seeded } from './testing/seeded.js';
import { smallSpec } from './testing/spec.js';
import { TrainingBatches } from './training-batches.js';
import { UserFeatureEncoder } from './user-encoder-inputs.js';

const HOUR = 3_600_000;
const [VIEW, CART, PURCHASE] = [1, 2, 3];
const LETTERS = [...'abcdefgh'];
const features = new Map(LETTERS.map((id, i) => [id, itemFeatures(id, [Math.sin(i + 1), Math.cos(3 * i), i % 3])]));

const spec = smallSpec({ tags: [] });

function batchesOf(log: InteractionLog, target: TargetKind | undefined, candidates = 20) {
  const items = buildLearnedItems(learnedItemIds(log, features, 1, target), features, [], 3);
  const row = new Map(items.ids.map((id, i) => [id, i]));
  const itemRow = Int32Array.from(log.items, (id) => row.get(id) ?? -1);
  const histories = new Histories(log, itemRow, { target });
  const sampling = { candidates, subclassShare: 0.5 };
  const encoders = { side: new SideEncoder(spec, new ContextTimeline()), user: new UserFeatureEncoder(spec) };
  const batches = new TrainingBatches(
    histories,
    items,
    new Map(),
    { ...encoders, userNumbers: spec.userNumbers.length },
    new CandidateSampler({ prior: new Float32Array(items.ids.length), subclass: items.subclass }, sampling),
    { maxLength: 6, batchSize: 2, cuts: 2, horizonDays: 3, contextDropout: 0.2, deltaMinCount: 2, requests: true },
  );
  return { batches, items, histories };
}

const kinds = fc.constantFrom(VIEW, CART, PURCHASE);
const eventsOf = (kind: fc.Arbitrary<number>) =>
  fc
    .array(
      fc.record({
        userId: fc.constantFrom('u', 'v', 'w'),
        itemId: fc.constantFrom(...LETTERS),
        time: fc.nat(40).map((hour) => hour * HOUR),
        type: kind,
      }),
      { minLength: 2, maxLength: 60 },
    )
    .filter((events) => new Set(events.map(({ itemId }) => itemId)).size > 1);

describe('training for a target kind', () => {
  it('predicts, from events of every kind, the next purchases and nothing else', () => {
    fc.assert(
      fc.property(eventsOf(kinds), fc.nat(), (events, seed) => {
        const { batches, items, histories } = batchesOf(logOf(events), 'purchase');
        const random = seeded(seed);
        const from = { view: 0, all: 0 };
        for (const windows of batches.plan(random)) {
          const built = batches.build(windows, random);
          const { sequences, nextRows, nextTargets } = built;
          const predicted = new Map<number, Set<number>>();
          for (let n = 0; n < nextTargets.weights.length; n++) {
            const at = nextRows[nextTargets.pairs[2 * n]!]!;
            predicted.set(at, (predicted.get(at) ?? new Set()).add(nextTargets.pairs[2 * n + 1]!));
          }
          windows.forEach((window, row) => {
            const { userId, time, starts } = histories.read(window.history);
            for (let i = 0; i < window.length; i++) {
              const at = row * sequences.length + i;
              const now = time[starts[window.from + sequences.basket[at]!]!]!;
              const later = events.filter((e) => e.userId === userId && e.type === PURCHASE && e.time > now);
              const next = Math.min(...later.map((e) => e.time));
              const wanted = later.filter((e) => e.time === next).map(({ itemId }) => items.ids.indexOf(itemId));
              expect(predicted.get(at) ?? new Set()).toEqual(new Set(wanted));
              from.all++;
            }
            // A sequence that nothing follows or is in teaches nothing.
            const begin = time[starts[window.from]!]!;
            expect(events.some((e) => e.userId === userId && e.type === PURCHASE && e.time >= begin)).toBe(true);
          });
          const bought = new Set(events.filter(({ type }) => type === PURCHASE).map(({ itemId }) => itemId));
          const { pairs } = built.generalTargets;
          for (let n = 1; n < pairs.length; n += 2) expect(bought).toContain(items.ids[pairs[n]!]);
        }
      }),
    );
  });

  it('changes nothing in a log of one kind', () => {
    fc.assert(
      fc.property(eventsOf(fc.constant(PURCHASE)), fc.constantFrom(4, 20), fc.nat(), (events, candidates, seed) => {
        const log = logOf(events);
        const built = ([undefined, 'purchase'] as const).map((target) => {
          const { batches, items } = batchesOf(log, target, candidates);
          const random = seeded(seed);
          return { items, steps: [...batches.plan(random)].map((windows) => batches.build(windows, random)) };
        });
        expect(built[1]).toEqual(built[0]);
      }),
    );
  });

  it('learns an item that is only viewed, and counts purchases alone towards its popularity', () => {
    const log = logOf([
      { userId: 'u', itemId: 'a', time: 1, type: VIEW },
      { userId: 'u', itemId: 'a', time: 2, type: VIEW },
      { userId: 'u', itemId: 'b', time: 3, type: VIEW },
      { userId: 'u', itemId: 'b', time: 4, type: PURCHASE },
    ]);
    expect(learnedItemIds(log, features, 2, 'purchase')).toEqual({
      ids: ['a', 'b'],
      counts: Uint32Array.of(2, 2),
      targets: Uint32Array.of(0, 1),
    });
  });
});
