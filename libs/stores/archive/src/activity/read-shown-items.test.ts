import { encodeDeleteUser, encodeImpression, Impression, TOPICS } from '@stars/contracts';
import { expect, it } from 'vitest';
import { ArchivePlace, DAY_MS, NOON } from '../testing/archive-place.js';
import { readShownItems, shownWindow } from './read-shown-items.js';

const shown = (n: number, days: number, ...itemIds: string[]) => {
  const time = new Date(NOON - days * DAY_MS);
  const items = itemIds.map((itemId, position) => ({ itemId, position }));
  return Impression.fromPartial({
    tenantId: 'default',
    eventId: `page-${n}`,
    pageId: `page-${n}`,
    userId: `user-${n}`,
    time,
    items,
  });
};

it('gives what answers and pages showed since, of an archive with the bus beyond it, and of the bus alone', async () => {
  using place = new ArchivePlace();
  const { bus } = place;
  const publish = (...pages: Impression[]) =>
    bus.publish(
      TOPICS.impressions,
      pages.map((page) => encodeImpression(page)),
    );
  const archive = place.open();
  await publish(shown(1, 40, 'old', 'a'), shown(2, 10, 'a', 'b'), shown(3, 1, 'of a deleted user'));
  await archive.catchUp();
  await publish(
    shown(4, 0, 'c'),
    { ...shown(5, 0, 'of another'), tenantId: 'other' },
    { ...shown(6, 0, 'd'), confirmed: true },
  );
  const deletion = encodeDeleteUser({ tenantId: 'default', userId: 'user-3' }, new Date(NOON));
  await bus.eraseKey([TOPICS.interactions, TOPICS.impressions], deletion.key);
  await bus.publish(TOPICS.users, [deletion]);
  using window = shownWindow(bus, () => NOON);
  const since = NOON - 30 * DAY_MS;
  for (const source of [{ archive }, { window }]) {
    const found = await readShownItems(source, 'default', since);
    expect([...found!.itemIds].sort()).toEqual(['a', 'b', 'c', 'd']);
    expect(found!.since).toBe(since);
    expect((await readShownItems(source, 'nobody', since))!.itemIds.size).toBe(0);
  }
});
