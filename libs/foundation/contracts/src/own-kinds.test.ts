import { expect, test } from 'vitest';
import { Interaction, InteractionType } from './generated/stars/v1/interaction.js';
import { ownKindsFromJson, withTypes } from './own-kinds.js';

const { INTERACTION_TYPE_ADD_TO_CART: CART, INTERACTION_TYPE_VIEW: VIEW } = InteractionType;
const kinds = ownKindsFromJson({ wishlist: 'add_to_cart', zoom: 'view' });

test('an event that names an own kind gets its type, and one with a type keeps it', () => {
  const events = [{ kind: 'wishlist' }, { type: VIEW }, { kind: 'wishlist', type: VIEW }, {}].map((part) =>
    Interaction.fromPartial(part),
  );
  expect(withTypes(events, kinds, 'interactions').map(({ type }) => type)).toEqual([CART, VIEW, VIEW, 0]);
});

test('a kind that the settings do not name is an error with its path', () => {
  const events = [Interaction.fromPartial({ kind: 'zoom' }), Interaction.fromPartial({ kind: 'subscribe' })];
  expect(() => withTypes(events, kinds, 'interactions')).toThrow(
    expect.objectContaining({ code: 'STARS_UNKNOWN_TYPE', field: 'interactions[1].kind' }),
  );
});

test.each([
  [[], 'kinds'],
  [{ wishlist: 'steal' }, 'kinds.wishlist'],
  [{ wishlist: 3 }, 'kinds.wishlist'],
])('settings %j are wrong at %s', (given, field) => {
  expect(() => ownKindsFromJson(given)).toThrow(expect.objectContaining({ code: 'STARS_CONFIG_INVALID', field }));
});
