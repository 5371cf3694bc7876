import { encodeDeleteUser, messageKey, TOPICS } from '@stars/contracts';
import { expect, it } from 'vitest';
import { kindNamed } from './archive-kind.js';
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

it('reads files of an earlier release, which lack a later column', async () => {
  using place = new ArchivePlace();
  const kind = kindNamed('interaction');
  const { columns, rowOf } = kind;
  expect(columns.at(-1)!.name).toBe('query');
  Object.assign(kind, {
    columns: columns.slice(0, -1),
    rowOf: (...given: Parameters<typeof rowOf>) => {
      const row = rowOf(...given);
      return row && { ...row, values: row.values.slice(0, -1) };
    },
  });
  try {
    await send(place, 0, 2);
    await place.open().catchUp();
  } finally {
    Object.assign(kind, { columns, rowOf });
  }
  const archive = place.open();
  const ends = await archive.ends([TOPICS.interactions]);
  const rows = await archive.columns(ends, ['interaction'], async (reader) => {
    const query = (from: string) => `SELECT event_id, coalesce(query, 'none') FROM ${from}`;
    const found: unknown[] = [];
    for await (const [ids, queries] of reader.columns<[string[], string[]]>('default', 'interaction', query)) {
      found.push(...ids.map((id, n) => [id, queries[n]]));
    }
    return found.sort();
  });
  expect(rows).toEqual(idsFrom(0, 2).map((id) => [id, 'none']));
});
