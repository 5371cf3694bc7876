import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { OutgoingMessage } from '../port.js';
import type { KafkaRecord } from './cluster.js';
import { KAFKA_HEADERS, type OutgoingRecord, toBusMessage, toRecord } from './message-codec.js';

/** A record as it comes back from the broker: header values are bytes then. */
const stored = (record: OutgoingRecord): KafkaRecord => ({
  key: record.key,
  value: record.value,
  offset: '17',
  timestamp: '0',
  headers: Object.fromEntries(Object.entries(record.headers).map(([name, value]) => [name, Buffer.from(value)])),
});

const text = fc.string({ unit: 'grapheme', maxLength: 30 });
const headerName = text.filter((name) => name !== '__proto__' && !name.startsWith('stars-'));
const message: fc.Arbitrary<OutgoingMessage> = fc.record({
  key: text,
  id: text,
  value: fc.uint8Array({ maxLength: 50 }),
  headers: fc.dictionary(headerName, text, { noNullPrototype: true }),
});

describe('messages on Kafka', () => {
  it('come back unchanged, with their position', () => {
    fc.assert(
      fc.property(message, (outgoing) => {
        const got = toBusMessage('t', 3, stored(toRecord(outgoing)))!;
        expect({ ...got, value: [...got.value] }).toEqual({
          topic: 't',
          partition: 3,
          offset: 17,
          key: outgoing.key,
          id: outgoing.id,
          headers: outgoing.headers,
          value: [...outgoing.value],
        });
      }),
    );
  });

  it('carry their id and their schema', () => {
    const plain = { key: 'k', id: 'i', value: new Uint8Array() };
    expect(toRecord(plain).headers).toEqual({ [KAFKA_HEADERS.id]: 'i', [KAFKA_HEADERS.schema]: 'stars.v1' });
  });

  it('may come from others: without id, key or headers, or with several headers of one name', () => {
    const foreign = { key: null, value: Buffer.from('v'), offset: '5', timestamp: '0' };
    expect(toBusMessage('t', 2, foreign)).toMatchObject({ key: '', id: 't/2/5', headers: {} });
    const doubled = { ...foreign, headers: { a: [Buffer.from('1'), Buffer.from('2')], empty: undefined } };
    expect(toBusMessage('t', 2, doubled)!.headers).toEqual({ a: '2', empty: '' });
  });

  it('are skipped if they are tombstones', () => {
    expect(toBusMessage('t', 0, { key: Buffer.from('k'), value: null, offset: '1', timestamp: '0' })).toBeUndefined();
  });

  it('have at most 8 MiB', () => {
    const large = { key: 'k', id: 'i', value: new Uint8Array(8 * 1024 * 1024 + 1) };
    expect(() => toRecord(large)).toThrow(expect.objectContaining({ code: 'STARS_TOO_LARGE' }));
  });
});
