import { COMPACTED_TOPICS } from '@stars/contracts';
import { openDatabase } from '@stars/sqlite';
import { expect, it } from 'vitest';
import { MessageLog } from './message-log.js';
import { EVENT_BUS_SCHEMA } from './schema.js';
import { TopicRegistry } from './topic-registry.js';

function openLog() {
  const db = openDatabase(':memory:');
  db.exec(EVENT_BUS_SCHEMA.join(';'));
  const topics = new TopicRegistry(db);
  return { db, topics, log: new MessageLog(db, topics) };
}

it('does not mistake the ids of a transaction that was undone for those that came after it', () => {
  const { db, topics, log } = openLog();
  const topic = topics.ensure('t');
  const append = (id: string) => log.append(topic, [{ key: 'k', id, value: new Uint8Array(1) }]);
  // The eighth run completes a level, so it is read back within the transaction that makes it.
  for (let n = 0; n < 7; n++) db.transaction(() => append(`id${n}`));
  expect(() =>
    db.transaction(() => {
      append('undone');
      throw new Error('a full disk, say');
    }),
  ).toThrow('a full disk');
  expect(db.transaction(() => append('done'))).toEqual({ appended: 1, duplicates: 0 });
  expect(db.transaction(() => append('done'))).toEqual({ appended: 0, duplicates: 1 });
  expect(db.transaction(() => append('undone'))).toEqual({ appended: 1, duplicates: 0 });
  db.close();
});

it('counts what a compacted topic still has, however long the range is', () => {
  const { db, topics, log } = openLog();
  const topic = topics.ensure(COMPACTED_TOPICS[0]!);
  const append = (key: string, version: number) =>
    log.append(topic, [{ key, id: `${key}@${version}`, value: new Uint8Array(1) }]);
  db.transaction(() => {
    for (const version of [1, 2, 3]) for (let key = 0; key < 800; key++) append(`k${key}`, version);
  });
  const until = topics.nextOffset(topic);
  expect(until).toBe(2400);
  expect(log.count(topic, 0, until)).toBe(800);
  expect(log.count(topic, 1700, until)).toBe(700);
  expect(log.count(topic, 0, 1600)).toBe(0);
  log.remove(topic, [2399], 'k799');
  expect(log.count(topic, 0, until)).toBe(799);
  db.close();
});
