import { encodeDeleteUser, messageKey, TOPICS } from '@stars/contracts';
import { expect, it } from 'vitest';
import { ArchivePlace, DAY_MS, encode, idsFrom, interaction, NOON, send } from './testing/archive-place.js';

it('reads on while files are merged, and while an erasure replaces them at once', async () => {
  using place = new ArchivePlace();
  const archive = place.open({ graceMs: 0 });
  for (let n = 0; n < 8; n++) {
    await send(place, 3 * n, 3);
    if (n < 7) await archive.catchUp();
  }
  const yesterday = interaction(100, { time: new Date(NOON - DAY_MS), userId: 'gone' });
  await place.bus.publish(TOPICS.interactions, [encode(yesterday)]);
  await archive.catchUp();
  await send(place, 24, 2);
  const ends = await archive.ends([TOPICS.interactions]);
  const read = await place.open().columns(ends, ['interaction', 'user'], async (reader) => {
    await place.bus.eraseKey([TOPICS.interactions, TOPICS.users], messageKey('', 'gone'));
    await place.bus.publish(TOPICS.users, [encodeDeleteUser({ tenantId: '', userId: 'gone' }, new Date(place.now))]);
    await send(place, 30, 5);
    await archive.catchUp();
    expect(await archive.erase()).toBe(1);
    const ids: string[] = [];
    for await (const [chunk] of reader.columns<[string[]]>(
      'default',
      'interaction',
      (rows) => `SELECT event_id FROM ${rows}`,
    )) {
      ids.push(...chunk);
    }
    return ids;
  });
  const known = new Set(idsFrom(0, 26));
  expect(new Set(read)).toEqual(known);
  expect(read).toHaveLength(known.size);
});
