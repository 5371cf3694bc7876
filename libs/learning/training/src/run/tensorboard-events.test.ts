import { describe, expect, it } from 'vitest';
import { readEvents } from '../testing/read-events.js';
import { crc32c } from './crc32c.js';
import { fileVersionRecord, scalarsRecord } from './tensorboard-events.js';

describe('crc32c', () => {
  // RFC 3720, appendix B.4.
  it.each([
    ['32 zeros', new Uint8Array(32), 0x8a9136aa],
    ['32 ones', new Uint8Array(32).fill(0xff), 0x62a8ab43],
    ['ascending', Uint8Array.from({ length: 32 }, (_, i) => i), 0x46dd794e],
    ['the check value', Buffer.from('123456789'), 0xe3069283],
  ])('%s', (_, bytes, expected) => {
    expect(crc32c(bytes)).toBe(expected);
  });
});

describe('an event file', () => {
  it('is read back: version first, then scalars by step', () => {
    const bytes = Buffer.concat([
      fileVersionRecord(1.5),
      scalarsRecord(2.25, 1, { loss: 9.5, learning_rate: 0.25 }),
      scalarsRecord(3, 3_000_000_000, { loss: -1 }),
    ]);
    expect(readEvents(bytes)).toEqual([
      { seconds: 1.5, step: 0, version: 'brain.Event:2', scalars: {} },
      { seconds: 2.25, step: 1, scalars: { loss: 9.5, learning_rate: 0.25 } },
      { seconds: 3, step: 3_000_000_000, scalars: { loss: -1 } },
    ]);
  });

  it('with a flipped bit is refused by the reader of the test', () => {
    const bytes = Buffer.from(scalarsRecord(1, 1, { loss: 1 }));
    bytes[20]! ^= 1;
    expect(() => readEvents(bytes)).toThrow(/checksum/);
  });
});
