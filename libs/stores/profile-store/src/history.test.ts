import { zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeHistory, emptyHistory, encodeHistory, type PackedHistory } from './history-codec.js';
import { eventAt, holdsEvent, unpackEvents } from './history-events.js';
import { leftAfter, mergeEvents } from './history-merge.js';
import type { HistoryEvent } from './port.js';

/** So few that random batches exceed it. */
const LIMIT = 200;

const event = fc
  .record({
    eventId: fc.oneof(fc.nat({ max: 400 }).map(String), fc.string({ unit: 'grapheme' })),
    itemId: fc.oneof(fc.nat({ max: 50 }).map(String), fc.string({ unit: 'grapheme' })),
    type: fc.integer({ min: 0, max: 3 }),
    time: fc.oneof(fc.nat({ max: 300 }), fc.integer({ min: 0, max: 253_402_300_799_999 })),
    region: fc.constantFrom('', 'store1', 'Zürich 🍏', '1'),
    session: fc.constantFrom(undefined, undefined, 1, 65_535),
    anonymous: fc.boolean(),
  })
  .map(
    ({ session, anonymous, ...rest }): HistoryEvent => ({
      ...rest,
      ...(session ? { session } : {}),
      ...(anonymous ? { anonymous } : {}),
    }),
  );
const batches = fc.array(fc.array(event, { maxLength: 90 }), { maxLength: 6 });

/** The rule in the simplest form, one event at a time, except for the order in which a batch is trimmed. */
function mergePlainly(old: HistoryEvent[], events: readonly HistoryEvent[], forgottenUntil: number): HistoryEvent[] {
  const full = old.length >= LIMIT;
  const known = new Set(old.map((e) => e.eventId));
  const all = [...old];
  for (const candidate of events) {
    if (known.has(candidate.eventId) || candidate.time <= forgottenUntil) continue;
    if (full && candidate.time <= old[0]!.time) continue;
    known.add(candidate.eventId);
    all.push(candidate);
  }
  return all.sort((a, b) => a.time - b.time).slice(-LIMIT);
}

const withoutIds = (events: readonly HistoryEvent[]) => events.map(({ eventId: _, ...rest }) => rest);

const UNREADABLE = expect.objectContaining({ code: 'STARS_UNREADABLE_FILE' });

describe('history', () => {
  it('equals the plain rule after any batches, and survives storage', () => {
    fc.assert(
      fc.property(batches, fc.integer({ min: -1, max: 100 }), (many, forgotten) => {
        let plain: HistoryEvent[] = [];
        let packed = emptyHistory();
        for (const events of many) {
          const before = new Set(plain.map((e) => e.eventId));
          plain = mergePlainly(plain, events, forgotten);
          const merged = mergeEvents(packed, events, forgotten, LIMIT);
          packed = decodeHistory(encodeHistory(merged.history));
          expect(merged.gained).toBe(plain.filter((e) => !before.has(e.eventId)).length);
          const unpacked = unpackEvents(packed);
          expect(withoutIds(unpacked)).toEqual(withoutIds(plain));
          expect(new Set(unpacked.map((e) => e.eventId)).size).toBe(plain.length);
          expect(plain.every((e) => holdsEvent(packed, e.eventId))).toBe(true);
          expect(unpackEvents(packed, 3)).toEqual(unpacked.slice(-3));
          expect(unpacked).toEqual(plain.map((_, place) => eventAt(packed, place)));
          expect(new Set(packed.texts).size).toBe(packed.texts.length);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('gains nothing from a batch that it has seen before, also past the limit', () => {
    fc.assert(
      fc.property(batches, (many) => {
        let packed = emptyHistory();
        for (const events of many) packed = mergeEvents(packed, events, -1, LIMIT).history;
        for (const events of many) expect(mergeEvents(packed, events, -1, LIMIT).gained).toBe(0);
      }),
      { numRuns: 200 },
    );
  });

  it('drops events up to a time, and those ahead of the clock, and keeps the rest unchanged', () => {
    const moment = fc.integer({ min: 0, max: 300 });
    fc.assert(
      fc.property(fc.array(event, { maxLength: 100 }), moment, fc.option(moment), (events, time, now) => {
        const { history } = mergeEvents(emptyHistory(), events, -1);
        const deletion = now === null ? { time } : { time, now };
        const left = unpackEvents(decodeHistory(encodeHistory(leftAfter(history, deletion))));
        expect(left).toEqual(unpackEvents(history).filter((e) => e.time > time && e.time <= (now ?? e.time)));
      }),
    );
  });

  it('takes some 15 bytes an event of a shopper', () => {
    const events = Array.from({ length: 200 }, (_, i) => ({
      eventId: `e${i}`,
      itemId: String(819_000 + (i % 120)),
      type: 3,
      time: 1_500_000_000_000 + Math.floor(i / 5) * 86_400_000,
      region: '324',
    }));
    expect(encodeHistory(mergeEvents(emptyHistory(), events, -1).history).length / 200).toBeLessThan(16);
  });

  it('stores any columns exactly', () => {
    const time = fc.oneof(fc.nat({ max: 10 }), fc.nat(), fc.double({ noNaN: true, noDefaultInfinity: true }));
    const row = fc.tuple(time, fc.nat(2 ** 32 - 1), fc.nat(255), fc.nat(299), fc.oneof(fc.constant(0), fc.nat(299)));
    const historyOf = (
      rows: [number, number, number, number, number][],
      texts: string[],
      marked = false,
    ): PackedHistory => ({
      times: Float64Array.from(rows, ([time]) => time),
      idWords: Uint32Array.from(rows.flatMap(([, word]) => [word, ~word >>> 0])),
      types: Uint8Array.from(rows, ([, , type]) => type),
      items: Uint16Array.from(rows, ([, , , item]) => item),
      regions: Uint16Array.from(rows, ([, , , , region]) => region),
      sessions: Uint16Array.from(rows, ([, word]) => (marked ? word : 0)),
      texts,
    });
    const texts = (count: number): string[] => Array.from({ length: count }, (_, i) => `${i % 7}`);
    // Numbered by first use or not: what is stored is what comes back.
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 60 }), (rows) => {
        const sorted = rows.toSorted(([a], [b]) => a - b);
        const used = 1 + Math.max(...sorted.flatMap(([, , , item, region]) => [item, region]));
        for (const marked of [false, true]) {
          const history = historyOf(sorted, texts(used), marked);
          expect(decodeHistory(encodeHistory(history))).toEqual(history);
        }
      }),
      { numRuns: 100 },
    );
    const belowZero = historyOf([[-0, 1, 1, 0, 0]], texts(1));
    expect(decodeHistory(encodeHistory(belowZero))).toEqual(belowZero);
    const widest = historyOf([[2 ** 53 - 1, 2 ** 32 - 1, 255, 0xfffe, 0xfffe]], texts(0xffff));
    expect(decodeHistory(encodeHistory(widest))).toEqual(widest);
    expect(decodeHistory(encodeHistory(emptyHistory()))).toEqual(emptyHistory());
  });

  it('reads bytes at any position, and refuses what is cut off or changed', () => {
    const events = [1, 2, 900].map((time) => ({ eventId: `${time}`, itemId: 'i', type: 1, time, region: 'r' }));
    const bytes = encodeHistory(mergeEvents(emptyHistory(), events, -1).history);
    const moved = Buffer.concat([Buffer.of(1, 2, 3), bytes]).subarray(3);
    expect(withoutIds(unpackEvents(decodeHistory(moved)))).toEqual(withoutIds(events));
    for (let length = 0; length < bytes.length; length++) {
      expect(() => decodeHistory(bytes.slice(0, length))).toThrow(UNREADABLE);
      // The last bytes are a checksum.
      const changed = Uint8Array.from(bytes, (byte, i) => (i === length ? byte ^ 0x55 : byte));
      expect(() => decodeHistory(changed)).toThrow(UNREADABLE);
    }
    const many = zstdCompressSync(Buffer.concat([new Uint8Array(Float64Array.of(1e9).buffer), Buffer.from('[]')]));
    expect(() => decodeHistory(many)).toThrow(UNREADABLE);
  });

  it('refuses a text that is too long to be stored, and an invalid time', () => {
    const long = { eventId: 'e', itemId: 'x'.repeat(65_536), type: 1, time: 5, region: '' };
    expect(() => encodeHistory(mergeEvents(emptyHistory(), [long], -1).history)).toThrow(
      expect.objectContaining({ code: 'STARS_TOO_LARGE' }),
    );
    const timeless = { eventId: 'e', itemId: 'x', type: 1, time: Number.NaN, region: '' };
    expect(() => mergeEvents(emptyHistory(), [timeless], -1)).toThrow(
      expect.objectContaining({ code: 'STARS_INVALID_TIME' }),
    );
  });
});
