import { COMPACTED_TOPICS } from '@stars/contracts';
import { openDatabase } from '@stars/sqlite';
import { expect, it } from 'vitest';
import { encodeOutgoing } from './encode-outgoing.js';
import { idHash } from './id-hash.js';
import { MessageLog } from './message-log.js';
import { EVENT_BUS_SCHEMA, logTable } from './schema.js';
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
  const append = (id: string) => log.append(topic, [encodeOutgoing({ key: 'k', id, value: new Uint8Array(1) })]);
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

it('knows ids that an earlier release stored, before and after they are merged', () => {
  const { db, topics, log } = openLog();
  const topic = topics.ensure('t');
  const idsOf = (run: number): string[] => Array.from({ length: 10 }, (_, i) => `run ${run}, id ${i}`);
  const append = (ids: readonly string[]) =>
    db.transaction(() =>
      log.append(
        topic,
        ids.map((id) => encodeOutgoing({ key: 'k', id, value: new Uint8Array(1) })),
      ),
    );
  const pairs = idsOf(0).map((id, offset) => ({ id, offset, hash: idHash(id) }));
  for (const { id, offset } of pairs) {
    db.prepare(`INSERT INTO ${logTable(topic.id)} VALUES (?, 'k', ?, NULL, 0, x'00')`).run(offset, id);
  }
  topics.setNextOffset(topic, pairs.length);
  db.exec(`INSERT INTO bus_id_run VALUES (7, ${topic.id}, 1, ${pairs.length}, 1)`);
  for (const half of [0, 1]) {
    const chunk = pairs.filter(({ hash }) => Math.floor(hash / 2 ** 51) === half).sort((a, b) => a.hash - b.hash);
    const base = Math.min(...chunk.map(({ offset }) => offset));
    const body = new DataView(new ArrayBuffer(8 + chunk.length * 12));
    body.setFloat64(0, base, true);
    for (const [i, { hash, offset }] of chunk.entries()) {
      body.setFloat64(8 + i * 8, hash, true);
      body.setUint32(8 + chunk.length * 8 + i * 4, offset - base, true);
    }
    db.prepare('INSERT INTO bus_id_chunk VALUES (?, ?)').run(7 * 65_536 + half, new Uint8Array(body.buffer));
  }
  expect(append(idsOf(0))).toEqual({ appended: 0, duplicates: 10 });
  for (let run = 1; run < 8; run++) expect(append(idsOf(run))).toEqual({ appended: 10, duplicates: 0 });
  expect(db.prepare('SELECT level, entries FROM bus_id_run').all()).toEqual([{ level: 2, entries: 80 }]);
  for (let run = 0; run < 8; run++) expect(append(idsOf(run))).toEqual({ appended: 0, duplicates: 10 });
  db.close();
});

it('counts what a compacted topic still has, however long the range is', () => {
  const { db, topics, log } = openLog();
  const topic = topics.ensure(COMPACTED_TOPICS[0]!);
  const append = (key: string, version: number) =>
    log.append(topic, [encodeOutgoing({ key, id: `${key}@${version}`, value: new Uint8Array(1) })]);
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
