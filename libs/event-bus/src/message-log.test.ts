import { openDatabase } from '@stars/sqlite';
import { expect, it } from 'vitest';
import { encodeOutgoing } from './encode-outgoing.js';
import { MessageLog } from './message-log.js';
import { EVENT_BUS_SCHEMA } from './schema.js';
import { TopicRegistry } from './topic-registry.js';

it('does not mistake the ids of a transaction that was undone for those that came after it', () => {
  const db = openDatabase(':memory:');
  db.exec(EVENT_BUS_SCHEMA.join(';'));
  const topics = new TopicRegistry(db);
  const log = new MessageLog(db, topics, 1_000_000);
  const topic = topics.ensure('t');
  const append = (id: string) => log.append(topic, [encodeOutgoing({ key: 'k', id, value: new Uint8Array(1) })]);
  // The eighth run completes a level, so it is read back, and cached, within the transaction that makes it.
  for (let n = 0; n < 7; n++) log.transaction(() => append(`id${n}`));
  expect(() =>
    log.transaction(() => {
      append('undone');
      throw new Error('a full disk, say');
    }),
  ).toThrow('a full disk');
  expect(log.transaction(() => append('done'))).toEqual({ appended: 1, duplicates: 0 });
  expect(log.transaction(() => append('done'))).toEqual({ appended: 0, duplicates: 1 });
  expect(log.transaction(() => append('undone'))).toEqual({ appended: 1, duplicates: 0 });
  db.close();
});
