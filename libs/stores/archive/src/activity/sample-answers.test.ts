import { createHash } from 'node:crypto';
import { encodeDeleteUser, encodeImpression, Impression, TOPICS } from '@stars/contracts';
import { expect, it } from 'vitest';
import { ArchivePlace, DAY_MS, NOON } from '../testing/archive-place.js';
import { shownWindow } from './read-shown-items.js';
import { sampleAnswers } from './sample-answers.js';

const page = (n: number): Impression =>
  Impression.fromPartial({
    ...{
      tenantId: 'default',
      eventId: `page-${n}`,
      pageId: `page-${n}`,
      userId: n % 7 === 0 ? 'gone' : `user-${n % 5}`,
    },
    ...{ time: new Date(NOON - n * 3_600_000), surface: 'home', region: 'north', confirmed: n % 9 === 1 },
    lists: n % 2 === 0 ? [{ placement: 'top', mode: 'rr' }] : [],
    items: [
      { itemId: `item-${n}`, position: 0, placement: 'top' },
      { itemId: 'rare', position: 1, propensity: 0.1 },
    ],
  });
const pages = Array.from({ length: 60 }, (_, n) => page(n));
const drawOf = ({ eventId }: Impression) => createHash('md5').update(eventId).digest('hex');

it('draws the same answers of a time from an archive with the bus beyond it, and from the bus alone', async () => {
  using place = new ArchivePlace();
  const publish = (first: number, last: number) =>
    place.bus.publish(
      TOPICS.impressions,
      pages.slice(first, last).map((each) => encodeImpression(each)),
    );
  const archive = place.open();
  await publish(0, 40);
  await archive.catchUp();
  await publish(30, 60);
  const deletion = encodeDeleteUser({ tenantId: 'default', userId: 'gone' }, new Date(NOON + DAY_MS));
  await place.bus.eraseKey([TOPICS.interactions, TOPICS.impressions], deletion.key);
  await place.bus.publish(TOPICS.users, [deletion]);
  const [from, until] = [NOON - 2 * DAY_MS, NOON];
  const expected = pages
    .filter(({ time, confirmed, userId }) => !confirmed && userId !== 'gone' && +time! >= from && +time! < until)
    .sort((a, b) => (drawOf(a) < drawOf(b) ? -1 : 1));
  expect(expected.length).toBeGreaterThan(20);
  using window = shownWindow(place.bus, () => NOON + DAY_MS);
  for (const answers of [5, 1000]) {
    const question = { tenant: 'default', from, until, answers };
    const drawn = await sampleAnswers({ archive }, question);
    expect(drawn.map(({ items }) => items[0]!.item_id)).toEqual(
      expected.slice(0, answers).map(({ items }) => items[0]!.itemId),
    );
    expect(await sampleAnswers({ window }, question)).toEqual(drawn);
    expect(drawn[0]!.items[1]).toEqual({ item_id: 'rare', position: 1, propensity: 0.1, placement: null });
    expect(drawn.filter(({ lists }) => lists?.[0]).map(({ lists }) => lists)).toContainEqual([
      expect.objectContaining({ placement: 'top', mode: 'rr' }),
    ]);
  }
  expect(await sampleAnswers({ window }, { tenant: 'other', from, until, answers: 5 })).toEqual([]);
}, 30_000);
