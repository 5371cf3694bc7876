import {
  CatalogChange,
  CatalogItem,
  ContextSignal,
  encodeContextSignal,
  encodeImpression,
  encodeInteraction,
  encodeItemFeatures,
  encodeUserUpsert,
  Impression,
  Interaction,
  InteractionType,
  ItemFeatures,
  madeAt,
  TOPICS,
  TOPICS_OF_USERS,
} from '@stars/contracts';
import { expect, it } from 'vitest';
import { ARCHIVE_KINDS } from './archive-kind.js';
import { ArchivePlace, NOON, rowsOf } from './testing/archive-place.js';

it('never has which user a stranger was', async () => {
  using place = new ArchivePlace();
  const { INTERACTION_TYPE_IDENTIFY: IDENTIFY, INTERACTION_TYPE_VIEW: VIEW } = InteractionType;
  const all = [
    { eventId: 'e-1', anonymousId: 'device', itemId: 'milk', type: VIEW },
    { eventId: 'e-2', anonymousId: 'device', userId: 'ann', type: IDENTIFY },
  ];
  const messages = all.map((each) => encodeInteraction(Interaction.fromPartial({ ...each, time: new Date(NOON) })));
  await place.bus.publish(TOPICS.interactions, messages);
  await place.open().catchUp();
  expect((await rowsOf(place.store, place.root)).map(({ event_id }) => event_id)).toEqual(['e-1']);
});

it('archives every kind, and its rows survive a merge', async () => {
  using place = new ArchivePlace();
  const time = new Date(NOON);
  const lists = [{ placement: 'with_it', mode: 'goes_with', degradations: ['STARS_UNAVAILABLE'] }];
  for (let n = 0; n < 8; n++) {
    const items = [
      { itemId: `item-${n}`, position: 0, propensity: 0.5, placement: 'with_it' },
      { itemId: 'other', position: 1, propensity: 0 },
    ];
    const page = {
      eventId: `i-${n}`,
      userId: 'ann',
      pageId: `p-${n}`,
      time,
      items,
      confirmed: n > 3,
      modelVersion: 'm-1',
      lists,
    };
    await place.bus.publish(TOPICS.impressions, [encodeImpression(Impression.fromPartial(page))]);
    await place.open().catchUp();
  }
  const update = { tenantId: '', userId: 'ann', version: 7, features: { age: 35, city: 'Köln' } };
  await place.bus.publish(TOPICS.users, [madeAt(encodeUserUpsert(update), NOON)]);
  const signal = encodeContextSignal(
    ContextSignal.fromPartial({ eventId: 'c-1', region: 'r', validFrom: time, signals: { weather: 'rain' } }),
  );
  await place.bus.publish(TOPICS.context, [signal]);
  const item = CatalogItem.fromPartial({ tenantId: 'default', itemId: 'milk', version: 3, title: 'Milk' });
  const change = CatalogChange.encode({ change: { $case: 'upsert', value: item } }).finish();
  await place.bus.publish(TOPICS.catalog, [{ key: 'default/milk', id: 'default/milk@3', value: change, headers: {} }]);
  const features = encodeItemFeatures(
    ItemFeatures.fromPartial({ tenantId: 'default', itemId: 'milk', itemVersion: 3, deleted: true }),
  );
  await place.bus.publish(TOPICS.itemFeatures, [features]);
  const archive = place.open();
  await archive.catchUp();

  expect(archive.state.unreadable).toBe(0);
  expect(archive.state.files.filter(({ kind }) => kind === 'impression').length).toBeLessThan(8);
  const shown = await rowsOf(place.store, place.root, 'impression');
  expect(shown.map(({ event_id: id }) => id)).toEqual(['i-0', 'i-1', 'i-2', 'i-3', 'i-4', 'i-5', 'i-6', 'i-7']);
  expect(shown[5]).toMatchObject({ confirmed: true, page_id: 'p-5', time });
  expect(shown[5]!['items']).toEqual([
    { item_id: 'item-5', position: 0, propensity: 0.5, placement: 'with_it' },
    { item_id: 'other', position: 1, propensity: null, placement: null },
  ]);
  expect(shown[5]!['model_version']).toBe('m-1');
  expect(JSON.parse(String(shown[5]!['lists']))).toEqual(lists);
  const [user] = await rowsOf(place.store, place.root, 'user');
  expect(user).toMatchObject({ user_id: 'ann', version: 7n, time });
  expect(JSON.parse(String(user!['features']))).toEqual(update.features);
  const bytesOf = (row: Record<string, unknown> | undefined) => Buffer.from(row!['value'] as Uint8Array);
  const [context] = await rowsOf(place.store, place.root, 'context');
  expect(context).toMatchObject({ event_id: 'c-1', region: 'r', time });
  expect(bytesOf(context).equals(signal.value)).toBe(true);
  const [milk] = await rowsOf(place.store, place.root, 'item');
  expect(milk).toMatchObject({ item_id: 'milk', version: 3n, deleted: false });
  expect(bytesOf(milk).equals(change)).toBe(true);
  const [gone] = await rowsOf(place.store, place.root, 'item-features');
  expect(gone).toMatchObject({ item_id: 'milk', version: 3n, deleted: true });
  expect(bytesOf(gone).equals(features.value)).toBe(true);
});

it('has users exactly in the kinds whose topics are erased with a user', () => {
  const topics = ARCHIVE_KINDS.filter(({ holdsUsers }) => holdsUsers).map(({ topic }) => topic);
  expect(topics).toEqual(TOPICS_OF_USERS);
});
