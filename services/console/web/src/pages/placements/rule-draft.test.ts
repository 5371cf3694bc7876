import type { Filter, Rule, Segment } from '@stars/client';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { changedFields } from './changed-fields.js';
import { draftOf, isComplete, newDraft, ruleOf } from './rule-draft.js';

const text = fc.string({ minLength: 1, maxLength: 5 });
const texts = fc.array(text, { maxLength: 3 });
const field = fc.oneof(
  fc.constantFrom('category', 'brand', 'item_id', 'in_stock'),
  text.map((name) => `attributes.${name}`),
);
const bound = fc.option(fc.double({ min: 0, max: 1e6, noNaN: true }), { nil: undefined });
const { filter } = fc.letrec<{ filter: Filter }>((tie) => ({
  filter: fc.oneof(
    { maxDepth: 2 },
    fc.record({ field, values: texts }).map((value): Filter => ({ in: value })),
    fc
      .record({ field: fc.constantFrom('price', 'attributes.size'), min: bound, max: bound })
      .map((range): Filter => ({ range: plain(range) })),
    fc.array(tie('filter'), { maxLength: 2 }).map((operands): Filter => ({ all: { operands } })),
    tie('filter').map((not): Filter => ({ not })),
  ),
}));
const segment: fc.Arbitrary<Segment> = fc
  .record({
    features: fc.option(filter, { nil: undefined }),
    events: fc.array(
      fc.record({
        types: fc.subarray<'view' | 'purchase' | 'rating'>(['view', 'purchase', 'rating']),
        items: fc.option(filter, { nil: undefined }),
        within_days: fc.nat(365),
        never: fc.boolean(),
      }),
      { maxLength: 2 },
    ),
  })
  .map((given) => plain({ ...given, events: given.events.map(plain) }) as Segment);
const action: fc.Arbitrary<NonNullable<Rule['action']>> = fc.oneof(
  fc
    .array(fc.record({ item_id: text, position: fc.nat(999) }), { minLength: 1, maxLength: 3 })
    .map((pins) => ({ pin: { pins } })),
  fc.record({ items: filter, factor: fc.double({ min: 0.001, max: 1000, noNaN: true }) }).map((boost) => ({ boost })),
  filter.map((exclude) => ({ exclude })),
  filter.map((only) => ({ only })),
  fc.record({ items: filter, share: fc.nat(1000).map((n) => n / 1000) }).map((share) => ({ share })),
  fc
    .record({ level: fc.option(fc.nat(5), { nil: undefined }), items: fc.integer({ min: 1, max: 50 }) })
    .map((cap) => ({ cap: plain({ field: 'category', ...cap }) as { field: string; items: number } })),
  fc.record({ field: text.map((name) => `attributes.${name}`), items: fc.integer({ min: 1, max: 50 }) }).map((cap) => ({
    cap,
  })),
);
const minute = fc.constantFrom('', '2026-12-24T18:00', '2026-12-31T00:00');
const rule: fc.Arbitrary<Rule> = fc
  .record({
    condition: fc.record({ surfaces: texts, regions: texts, categories: texts, tags: texts, languages: texts }),
    users: fc.option(segment, { nil: undefined }),
    ...{ action, priority: fc.integer({ min: -1000, max: 1000 }), from: minute, until: minute, note: fc.string() },
  })
  .map(
    ({ condition, users, ...rest }) =>
      ({ ...rest, condition: plain({ ...condition, users }) as Rule['condition'] }) as Rule,
  );

/** Without what is undefined, as JSON has it. */
const plain = <T extends object>(given: T): T => JSON.parse(JSON.stringify(given)) as T;

it('saves each rule that it opens as it was', () => {
  fc.assert(
    fc.property(rule, fc.constantFrom<'draft' | 'live' | 'paused'>('draft', 'live', 'paused'), (given, state) => {
      const saved = ruleOf(draftOf('name', given), state);
      expect(changedFields({ ...given, state }, saved)).toEqual([]);
    }),
  );
});

it('is complete as soon as it says which items, and the day of a rule begins at midnight', () => {
  const empty = newDraft('home');
  expect([isComplete(empty), empty.surfaces]).toEqual([false, ['home']]);
  expect(isComplete({ ...empty, pins: [{ itemId: 'a', place: '1' }] })).toBe(true);
  expect(isComplete({ ...empty, action: 'exclude' })).toBe(false);
  expect(isComplete({ ...empty, action: 'exclude', values: ['a'] })).toBe(true);
  expect(isComplete({ ...empty, action: 'boost', itemField: 'price', priceTo: '3' })).toBe(true);
  expect(draftOf('a', { from: '2026-12-24' }).from).toBe('2026-12-24T00:00');
});
