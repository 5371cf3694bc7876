import fc from 'fast-check';
import { expect, it } from 'vitest';
import { checkInteraction, interactionFromJson } from './checked-messages.js';
import { type Subject, subjectId, subjectOf } from './event-subject.js';

const anyText = fc.string({ minLength: 1 }).map((text) => text.replaceAll('\u0001', ' '));
const anySubject: fc.Arbitrary<Subject> = fc.oneof(
  anyText.map((itemId) => ({ itemId })),
  fc.constantFrom('Wine', 'item', 'query').map((category) => ({ itemId: '', category })),
  fc.constantFrom('Wine', 'item', 'query').map((brand) => ({ itemId: '', brand })),
  anyText.map((query) => ({ itemId: '', query })),
  anyText.map((query) => ({ itemId: '', query, category: 'Wine' })),
);

it('tells items, categories, brands and queries of one name apart', () => {
  fc.assert(
    fc.property(anySubject, (subject) => {
      expect(subjectOf(subjectId(subject))).toEqual(subject);
    }),
  );
});

const row = { user_id: 'ann', time: '2024-02-10T12:00:00Z' };
const read = (given: object) => {
  const event = interactionFromJson({ ...row, ...given });
  checkInteraction(event);
  return event;
};

it('needs a category of who views one, the query of a search, and a value of the scale of a rating', () => {
  expect(read({ type: 'view_category', category: 'Wine' })).toMatchObject({ itemId: '', category: 'Wine' });
  expect(read({ type: 'search', query: 'red wine', category: 'Wine' })).toMatchObject({ query: 'red wine' });
  expect(read({ type: 'rating', item_id: 'a', value: 4.5 })).toMatchObject({ value: 4.5 });
  for (const [given, field, message] of [
    [{ type: 'view_category' }, 'category', 'is required'],
    [{ type: 'view_category', category: 'Wine', brand: 'Acme' }, 'brand', 'beside a category'],
    [{ type: 'search' }, 'query', 'is required'],
    [{ type: 'search', query: 'wine', item_id: 'a' }, 'item_id', 'have no item'],
    [{ type: 'search', query: 'x'.repeat(1_001) }, 'query', '1,?000'],
    [{ type: 'rating', value: 4 }, 'item_id', 'is required'],
    [{ type: 'rating', item_id: 'a' }, 'value', 'is required'],
    [{ type: 'rating', item_id: 'a', value: 0 }, 'value', 'from 1 to 5'],
    [{ type: 'rating', item_id: 'a', value: 5.5 }, 'value', 'from 1 to 5'],
  ] as const) {
    expect(() => read(given)).toThrow(expect.objectContaining({ field, message: expect.stringMatching(message) }));
  }
});
