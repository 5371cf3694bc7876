import { type Filter, InteractionType, Segment, subjectId } from '@stars/contracts';
import type { HistoryEvent } from '@stars/profile-store';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AUDIENCE_TIME, AudienceShop, type ShopUser } from './testing/audience-shop.js';
import { hasVector, items, MODELS } from './testing/filtered-shop.js';
import { SEEDED } from './testing/new-test-gateway.js';

const { INTERACTION_TYPE_PURCHASE: PURCHASE, INTERACTION_TYPE_VIEW: VIEW } = InteractionType;
const DAY_MS = 86_400_000;
/** Of three shelves; the first has many buyers. */
const ASKED = ['i1', 'i2', 'i30'];

let shop: AudienceShop;
beforeAll(async () => {
  shop = await AudienceShop.open();
});
afterAll(() => shop?.shop.gateway.close());

const isIn = (field: string, ...values: string[]): Filter => ({
  expression: { $case: 'in', value: { field, values } },
});
/** Without the user whom every test gateway has. */
const idsOf = (pages: readonly { users: readonly { userId: string }[] }[]): string[] =>
  pages.flatMap(({ users }) => users.map(({ userId }) => userId)).filter((userId) => userId !== SEEDED.fruitUser);
const bought = ({ events }: ShopUser, itemId: string): boolean =>
  events.some((event) => event.itemId === itemId && event.type === PURCHASE);

describe('users for items', () => {
  it('are the k for whom an item scores highest, as a look at each user finds them', async () => {
    for (const itemIds of [['i1'], ASKED]) {
      const { users, nextPageToken, modelVersion, lookedAt } = await shop.find({ itemIds, k: 40 });
      expect(users.map(({ userId }) => userId)).toEqual(shop.bestFor(itemIds).slice(0, 40));
      expect(users.every(({ itemId }) => itemIds.includes(itemId))).toBe(true);
      expect(users.map(({ score }) => score)).toEqual(users.map(({ score }) => score).toSorted((a, b) => b - a));
      // The seeded users are looked at too, and have no vectors of this model.
      expect([nextPageToken, modelVersion]).toEqual(['', 'm1']);
      expect(lookedAt).toBeGreaterThan(shop.users.length);
    }
  });

  it('leaves out an item that the user bought, where the request says so', async () => {
    const purchases = shop.users.flatMap(({ userId, events }) => events.map((event) => ({ ...event, userId })));
    const buyer = purchases.find(({ type, itemId }) => type === PURCHASE && hasVector(Number(itemId.slice(1))))!;
    const itemIds = [buyer.itemId];
    const all = idsOf([await shop.find({ itemIds, k: 1000 })]);
    const others = idsOf([await shop.find({ itemIds, k: 1000, excludePurchased: true })]);
    expect(all).toContain(buyer.userId);
    expect(others).toEqual(shop.bestFor(itemIds, (user, itemId) => !bought(user, itemId)));
  });

  it('need a model, and items that it has vectors of', async () => {
    const missing = shop.find({ itemIds: ['i1', 'nothing'] });
    await expect(missing).rejects.toMatchObject({ code: 'STARS_NOT_FOUND', field: 'item_ids[1]' });
    shop.shop.model = undefined;
    await expect(shop.find({ itemIds: ['i1'] })).rejects.toMatchObject({ code: 'STARS_MODEL_NOT_READY' });
    shop.shop.model = MODELS['plain'];
  });
});

describe('users of a segment', () => {
  const inLinz = Segment.fromPartial({ features: isIn('attributes.city', 'Linz') } as object);
  const shelfOf = (itemId: string): string => items[Number(itemId.slice(1))]!.category.at(-1)!;

  it('come by pages, each once, while others come and go', async () => {
    const { profiles } = shop.shop.gateway.deps;
    const linz = shop.users.filter(({ city }) => city === 'Linz').map(({ userId }) => userId);
    const pages = [await shop.find({ segment: inLinz, k: 30 })];
    for (let n = 0; pages.at(-1)!.nextPageToken !== ''; n++) {
      const userId = `${n % 2 === 0 ? 'a' : 'member-1'}-late-${n}`;
      await profiles.putFeatures('default', [{ userId, version: 1, features: { city: 'Linz' } }]);
      pages.push(await shop.find({ segment: inLinz, k: 30, pageToken: pages.at(-1)!.nextPageToken }));
    }
    const found = idsOf(pages);
    expect(pages.length).toBeGreaterThan(3);
    expect(Math.max(...pages.map(({ users }) => users.length))).toBeLessThanOrEqual(30);
    expect(new Set(found).size).toBe(found.length);
    expect(found.filter((userId) => !userId.includes('late'))).toEqual(linz);
  });

  it('are those who did what it says, and not what they must not have done', async () => {
    const events = [
      { types: [PURCHASE], items: isIn('category', 'shelf 1'), withinDays: 60 },
      { types: [VIEW], withinDays: 30, never: true },
    ];
    const pages = await shop.findAll({ segment: Segment.fromPartial({ events } as object), k: 1000 });
    const asked = (event: HistoryEvent, days: number): boolean => event.time >= AUDIENCE_TIME - days * DAY_MS;
    const expected = shop.users.filter(
      (user) =>
        user.events.some(
          (event) => event.type === PURCHASE && shelfOf(event.itemId) === 'shelf 1' && asked(event, 60),
        ) && !user.events.some((event) => event.type === VIEW && asked(event, 30)),
    );
    expect(expected.length).toBeGreaterThan(5);
    expect(idsOf(pages).filter((userId) => userId.startsWith('member'))).toEqual(expected.map(({ userId }) => userId));
  });

  it('narrows the users of items', async () => {
    const linz = new Set(shop.users.filter(({ city }) => city === 'Linz').map(({ userId }) => userId));
    const page = await shop.find({ itemIds: ASKED, segment: inLinz, k: 1000 });
    expect(idsOf([page])).toEqual(shop.bestFor(ASKED).filter((userId) => linz.has(userId)));
  });

  it('has conditions on features alone, and on events that stand', async () => {
    const wrong = (segment: object): Promise<unknown> => shop.find({ segment: Segment.fromPartial(segment) });
    await expect(shop.find({})).rejects.toMatchObject({ code: 'STARS_FIELD_REQUIRED', field: 'segment' });
    const brand = { features: { expression: { $case: 'not', value: isIn('brand', 'B') } } };
    await expect(wrong(brand)).rejects.toMatchObject({
      code: 'STARS_UNKNOWN_FILTER_FIELD',
      field: 'segment.features.not.in.field',
    });
    const search = { events: [{ types: [InteractionType.INTERACTION_TYPE_SEARCH] }] };
    await expect(wrong(search)).rejects.toMatchObject({
      code: 'STARS_INVALID_FIELD',
      field: 'segment.events[0].types[0]',
    });
    const token = await shop.find({ segment: inLinz, k: 10_001 }).catch((error) => error);
    expect(token).toMatchObject({ code: 'STARS_OUT_OF_RANGE', field: 'k' });
  });
});

// Last, because it changes users.
describe('who does not want to be found', () => {
  it('by dislikes of the item, its brand or category, an objection or a deletion, is not', async () => {
    const { profiles } = shop.shop.gateway.deps;
    const second = shop.bestFor(['i2']);
    const [byItem, byShelf, byBrand, undone, deleted, objecting, ...others] = shop.bestFor(['i1']);
    const shelf = items[1]!.category.at(-1)!;
    const dislike = (userId: string, itemId: string): { userId: string; events: HistoryEvent[] } => ({
      userId,
      events: [
        {
          eventId: `d-${userId}`,
          itemId,
          type: InteractionType.INTERACTION_TYPE_DISLIKE,
          time: Date.now(),
          region: '',
        },
      ],
    });
    const subject = (part: { category?: string; brand?: string }): string => subjectId({ itemId: '', ...part });
    const takenBack = dislike(undone!, 'i1');
    const undo = InteractionType.INTERACTION_TYPE_UNDO_DISLIKE;
    takenBack.events.push({ ...takenBack.events[0]!, eventId: 'undo', type: undo, time: Date.now() + 1 });
    await profiles.appendEvents('default', [
      dislike(byItem!, 'i1'),
      dislike(byShelf!, subject({ category: shelf })),
      dislike(byBrand!, subject({ brand: 'B' })),
      takenBack,
    ]);
    await profiles.delete('default', [
      { userId: deleted!, time: Date.now() },
      { userId: objecting!, time: Date.now(), objection: 1 },
    ]);
    const found = idsOf([await shop.find({ itemIds: ['i1'], k: 1000 })]);
    expect(found).toEqual([undone, ...others]);
    // Another item of another shelf is still for who only dislikes the first, or its shelf.
    expect(idsOf([await shop.find({ itemIds: ['i2'], k: 1000 })])).toEqual(
      second.filter((userId) => ![byBrand, deleted, objecting].includes(userId)),
    );
  });
});
