import {
  encodeDeleteUser,
  encodeImpression,
  Impression,
  type Interaction,
  InteractionType,
  interactionTypeName,
  TOPICS,
} from '@stars/contracts';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ArchivePlace, DAY_MS, encode, interaction, NOON } from '../testing/archive-place.js';
import type { ActivityBus } from './bus-window.js';
import { type Activity, type ActivityQuestion, activityWindow, readActivity } from './read-activity.js';
import { bucketStarts } from './time-buckets.js';

const HOUR = 3_600_000;
const USERS = ['ann', 'bob', 'gone'];
const question: ActivityQuestion = {
  ...{ tenant: 'default', from: NOON - DAY_MS, until: NOON + DAY_MS, bucket: 'hour', timeZone: 'Europe/Berlin' },
  ...{ withinDays: 1, topItems: 2 },
};

const hours = fc.integer({ min: -60, max: 30 }).map((n) => NOON + n * HOUR);
const item = fc.constantFrom('a', 'b', 'c', 'd');
const list = fc.constantFrom(undefined, 'for_you', 'best');
const recommendation = fc.constantFrom('', 'r1', 'r2', 'r3');
const page = fc
  .record({
    ...{ userId: fc.constantFrom(...USERS), time: hours, recommendationId: recommendation, confirmed: fc.boolean() },
    surface: fc.constantFrom('', 'home', 'product'),
    items: fc.array(fc.record({ itemId: item, placement: list }), { minLength: 1, maxLength: 4 }),
    lists: fc.array(
      fc.record({ placement: list, mode: fc.constantFrom('rr', 'newest'), degradations: fc.subarray(['X', 'Y']) }),
      { maxLength: 2 },
    ),
    modelVersion: fc.constantFrom('', 'm1', 'm2'),
    eventId: fc.integer({ min: 0, max: 11 }).map((n) => `page-${n}`),
  })
  .map(({ time, items, ...rest }) =>
    Impression.fromPartial({
      ...{ ...rest, tenantId: 'default', pageId: rest.eventId, time: new Date(time) },
      items: items.map((each, position) => ({ ...each, position })),
    }),
  );
const event = fc
  .record({
    ...{ userId: fc.constantFrom(...USERS), itemId: item, time: hours, recommendationId: recommendation },
    quantity: fc.constantFrom(0, 1, 2.5),
    type: fc.constantFrom(
      ...[InteractionType.INTERACTION_TYPE_VIEW, InteractionType.INTERACTION_TYPE_PURCHASE],
      ...[InteractionType.INTERACTION_TYPE_REFUND, InteractionType.INTERACTION_TYPE_DISLIKE],
    ),
    eventId: fc.integer({ min: 0, max: 15 }).map((n) => `event-${n}`),
  })
  .map(({ time, ...rest }) => interaction(0, { ...rest, time: new Date(time) }));
/** Messages of one id are the same message. */
const once = <M extends { eventId: string }>(of: fc.Arbitrary<M>) =>
  fc.uniqueArray(of, { selector: ({ eventId }) => eventId, maxLength: 12 });

it('counts what a simple count does, of an archive with the bus beyond it, and of the bus alone', async () => {
  await fc.assert(
    fc.asyncProperty(once(page), once(event), fc.nat(12), fc.boolean(), async (pages, events, archived, deletes) => {
      using place = new ArchivePlace();
      const publish = async (first: number, last: number) => {
        await place.bus.publish(
          TOPICS.impressions,
          pages.slice(first, last).map((each) => encodeImpression(each)),
        );
        await place.bus.publish(TOPICS.interactions, events.slice(first, last).map(encode));
      };
      const archive = place.open();
      using window = activityWindow(place.bus, () => NOON + 3 * DAY_MS);
      await publish(0, archived);
      await archive.catchUp();
      await readActivity({ window }, question);
      // The second half comes late, and some of the first again.
      await publish(Math.max(0, archived - 3), 12);
      if (deletes) {
        const deletion = encodeDeleteUser({ tenantId: 'default', userId: 'gone' }, new Date(NOON + 3 * DAY_MS));
        await place.bus.eraseKey([TOPICS.interactions, TOPICS.impressions], deletion.key);
        await place.bus.publish(TOPICS.users, [deletion]);
      }
      const stays = ({ userId }: { userId: string }) => !deletes || userId !== 'gone';
      const expected = countSimply(pages.filter(stays), events.filter(stays));
      expect(plain(await readActivity({ archive }, question))).toEqual(expected);
      expect(plain(await readActivity({ window }, question))).toEqual(expected);
    }),
    { numRuns: 8 },
  );
}, 60_000);

it('reads of the bus alone what is new, and an earlier range from its beginning', async () => {
  using place = new ArchivePlace();
  let read = 0;
  const bus: ActivityBus = {
    endOffsets: (topic) => place.bus.endOffsets(topic),
    firstOffsets: () => place.bus.firstOffsets(),
    async *read(...parameters) {
      for await (const batch of place.bus.read(...parameters)) {
        read += batch.length;
        yield batch;
      }
    },
  };
  using window = activityWindow(bus, () => NOON);
  const views = async (from: number) =>
    (await readActivity({ window }, { ...question, from })).events.reduce((sum, { n }) => sum + Number(n), 0);
  // More files than a day may have.
  for (let n = 0; n < 10; n++) {
    await place.bus.publish(TOPICS.interactions, [encode(interaction(n))]);
    expect(await views(NOON - DAY_MS)).toBe(n + 1);
  }
  expect(read).toBe(10);
  expect(await views(NOON - 2 * DAY_MS)).toBe(10);
  expect(read).toBe(20);
}, 30_000);

const byText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
const rowsOf = (counts: ReadonlyMap<string, number>) => [...counts].map(([key, n]) => `${key} ${n}`).sort(byText);

/** The rows as sorted texts. */
function plain({ answers, confirmed, events, facets, items, itemsShown }: Activity) {
  const texts = (rows: Activity['answers'], ...names: string[]) =>
    rows.map((row) => `${JSON.stringify(names.map((name) => row[name] ?? null))} ${row['n']}`).sort(byText);
  return {
    answers: texts(answers, 'start', 'list'),
    confirmed: texts(confirmed, 'start', 'list'),
    events: texts(events, 'start', 'list', 'origin', 'type', 'item'),
    units: events.reduce((sum, { units }) => sum + Number(units), 0),
    facets: texts(facets, 'list', 'facet', 'name'),
    items: items
      .map((row) => JSON.stringify([row['list'], row['items'], JSON.parse(String(row['top_items']))]))
      .sort(byText),
    itemsShown: itemsShown[0]!['n'],
  };
}

function countSimply(allPages: readonly Impression[], allEvents: readonly Interaction[]) {
  const { from, until, withinDays, topItems } = question;
  const within = withinDays * DAY_MS;
  const starts = bucketStarts(question);
  const ms = ({ time }: { time?: Date | undefined }) => time!.getTime();
  const startOf = (each: { time?: Date | undefined }) => starts.findLast((start) => start <= ms(each))!;
  const isInside = (each: { time?: Date | undefined }) => ms(each) >= from && ms(each) < until;
  const pages = allPages
    .filter((each) => ms(each) >= from - within && ms(each) < until)
    .sort((a, b) => ms(a) - ms(b) || byText(a.eventId, b.eventId));
  const isSame = (a: Impression, b: { userId: string; recommendationId: string }) =>
    a.recommendationId !== '' && a.recommendationId === b.recommendationId && a.userId === b.userId;
  const servedList = (of: Impression, itemId: string) => {
    for (const each of pages) {
      if (each.confirmed || !isSame(each, of)) continue;
      const found = each.items.find((one) => one.itemId === itemId);
      if (found) return found.placement ?? each.surface;
    }
    return undefined;
  };
  const listOf = (of: Impression, { itemId, placement }: Impression['items'][number]) =>
    placement ?? (of.confirmed ? servedList(of, itemId) : undefined) ?? of.surface;
  const maps = () => new Map<string, number>();
  const [answers, confirmed, counts, facets] = [maps(), maps(), maps(), maps()];
  const add = (map: Map<string, number>, ...key: unknown[]) =>
    map.set(JSON.stringify(key), (map.get(JSON.stringify(key)) ?? 0) + 1);
  const shown = new Map<string, Map<string, { answers: number; views: number; purchases: number }>>();
  const addShown = (name: string, itemId: string) => {
    const ofList = shown.get(name) ?? new Map();
    shown.set(name, ofList);
    const found = ofList.get(itemId) ?? { answers: 0, views: 0, purchases: 0 };
    ofList.set(itemId, found);
    return found;
  };
  for (const each of pages.filter(isInside)) {
    const places = new Set(each.items.map((one) => listOf(each, one)));
    if (each.confirmed) {
      for (const name of places) add(confirmed, startOf(each), name);
      continue;
    }
    const nameOf = (one: Impression['lists'][number]) => one.placement ?? each.surface;
    const names = each.lists.length > 0 ? new Set(each.lists.map(nameOf)) : places;
    for (const name of names) {
      add(answers, startOf(each), name);
      if (each.modelVersion) add(facets, name, 'model', each.modelVersion);
      const own = each.lists.filter((one) => nameOf(one) === name);
      for (const mode of new Set(own.map((one) => one.mode))) add(facets, name, 'mode', mode);
      for (const code of new Set(own.flatMap((one) => one.degradations))) add(facets, name, 'degradation', code);
    }
    for (const key of new Set(each.items.map((one) => JSON.stringify([listOf(each, one), one.itemId])))) {
      addShown(...(JSON.parse(key) as [string, string])).answers++;
    }
  }
  const itemsShown = new Set([...shown.values()].flatMap((of) => [...of.keys()])).size;
  let units = 0;
  const counted = ['view', 'add_to_cart', 'remove_from_cart', 'purchase', 'refund'];
  for (const each of allEvents) {
    const type = interactionTypeName(each.type);
    if (!isInside(each) || !counted.includes(type)) continue;
    const own = pages.filter((one) => isSame(one, each) && ms(one) >= ms(each) - within);
    const first = own.find(({ items }) => items.some(({ itemId }) => itemId === each.itemId));
    const name = first && listOf(first, first.items.find(({ itemId }) => itemId === each.itemId)!);
    const origin = first ? 'DIRECT' : own.length > 0 ? 'LED_TO' : each.recommendationId ? 'NO_IMPRESSION' : 'OTHER';
    add(counts, startOf(each), name ?? '', origin, type, type === 'purchase' ? each.itemId : null);
    units += each.quantity || 1;
    const ofItem = name === undefined ? undefined : shown.get(name)?.get(each.itemId);
    if (ofItem && type === 'view') ofItem.views++;
    if (ofItem && type === 'purchase') ofItem.purchases++;
  }
  const items = [...shown].map(([name, of]) => {
    const ranked = [...of].sort(([a, x], [b, y]) => y.answers - x.answers || byText(a, b));
    const top = ranked.slice(0, topItems).map(([item_id, numbers]) => ({ item_id, ...numbers }));
    return JSON.stringify([name, ranked.length, top]);
  });
  return {
    ...{ answers: rowsOf(answers), confirmed: rowsOf(confirmed), events: rowsOf(counts), units },
    ...{ facets: rowsOf(facets), items: items.sort(byText), itemsShown },
  };
}
