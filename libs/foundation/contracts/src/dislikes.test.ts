import fc from 'fast-check';
import { expect, it } from 'vitest';
import { checkInteraction, interactionFromJson } from './checked-messages.js';
import { dislikesOf } from './dislikes.js';
import { type Subject, subjectId } from './event-subject.js';
import { InteractionType } from './generated/stars/v1/interaction.js';

const {
  INTERACTION_TYPE_DISLIKE: DISLIKE,
  INTERACTION_TYPE_UNDO_DISLIKE: UNDO,
  INTERACTION_TYPE_VIEW: VIEW,
  INTERACTION_TYPE_RATING: RATING,
} = InteractionType;

const anySubject: fc.Arbitrary<Subject> = fc.oneof(
  fc.string({ minLength: 1 }).map((itemId) => ({ itemId: itemId.replaceAll('\u0001', ' ') })),
  fc.constantFrom('Wine', 'item').map((category) => ({ itemId: '', category })),
  fc.constantFrom('Wine', 'item').map((brand) => ({ itemId: '', brand })),
);
const about = (type: InteractionType, time: number, subject: Partial<Subject>) => ({
  ...{ type, time },
  itemId: subjectId({ itemId: '', ...subject }),
});

it('counts a dislike until it is undone, and again after the next one', () => {
  const wine = { category: 'Wine' };
  const events = [about(DISLIKE, 1, { itemId: 'a' }), about(DISLIKE, 2, wine), about(UNDO, 3, { itemId: 'a' })];
  expect(dislikesOf(events)).toEqual({ items: [], categories: ['Wine'], brands: [] });
  expect(dislikesOf([...events, about(DISLIKE, 4, { itemId: 'a' })])!.items).toEqual(['a']);
  expect(dislikesOf([about(VIEW, 1, { itemId: 'a' })])).toBeUndefined();
});

it('is undone by a later rating, which is of who likes the item', () => {
  const [disliked, rated] = [about(DISLIKE, 2, { itemId: 'a' }), { itemId: 'a' }];
  expect(dislikesOf([disliked, about(RATING, 3, rated)])!.items).toEqual([]);
  expect(dislikesOf([disliked, about(RATING, 1, rated), about(RATING, 2, rated)])!.items).toEqual(['a']);
});

it('does not depend on the order of arrival', () => {
  const anyEvent = fc.record({
    type: fc.constantFrom(DISLIKE, UNDO, RATING),
    time: fc.nat(3),
    itemId: anySubject.map(subjectId),
  });
  fc.assert(
    fc.property(fc.array(anyEvent), (events) => {
      const sorted = (of: typeof events) => Object.values(dislikesOf(of) ?? {}).map((texts) => texts.toSorted());
      expect(sorted(events.toReversed())).toEqual(sorted(events));
    }),
  );
});

const row = { user_id: 'ann', time: '2024-02-10T12:00:00Z' };

it('takes a category or a brand in place of an item from a dislike alone', () => {
  expect(interactionFromJson({ ...row, type: 'dislike', category: 'Wine' })).toMatchObject({ category: 'Wine' });
  for (const [given, field] of [
    [{ type: 'dislike' }, 'item_id'],
    [{ type: 'view', category: 'Wine' }, 'item_id'],
    [{ type: 'undo_dislike', category: 'Wine', brand: 'Acme' }, 'brand'],
  ] as const) {
    expect(() => checkInteraction(interactionFromJson({ ...row, ...given }))).toThrow(
      expect.objectContaining({ field }),
    );
  }
});
