import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeHistory, emptyHistory, encodeHistory } from './history-codec.js';
import { dropUntil, mergeEvents, unpackEvents } from './history-merge.js';
import type { HistoryEvent } from './port.js';

/** Few enough that random batches go beyond it. */
const LIMIT = 200;

const event = fc.record({
  eventId: fc.oneof(fc.nat({ max: 400 }).map(String), fc.string({ unit: 'grapheme' })),
  itemId: fc.oneof(fc.nat({ max: 50 }).map(String), fc.string({ unit: 'grapheme' })),
  type: fc.integer({ min: 0, max: 3 }),
  time: fc.oneof(fc.nat({ max: 300 }), fc.integer({ min: 0, max: 253_402_300_799_999 })),
  region: fc.constantFrom('', 'store1', 'Zürich 🍏', '1'),
});
const batches = fc.array(fc.array(event, { maxLength: 90 }), { maxLength: 6 });

/** The rule in plain words, one event at a time but for the order in which a batch is trimmed. */
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
          expect(new Set(packed.texts).size).toBe(packed.texts.length);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('gains nothing from any batch that it has seen before, also past the limit', () => {
    fc.assert(
      fc.property(batches, (many) => {
        let packed = emptyHistory();
        for (const events of many) packed = mergeEvents(packed, events, -1, LIMIT).history;
        for (const events of many) expect(mergeEvents(packed, events, -1, LIMIT).gained).toBe(0);
      }),
      { numRuns: 200 },
    );
  });

  it('drops up to a moment and keeps the rest as it was', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 100 }), fc.integer({ min: 0, max: 300 }), (events, until) => {
        const { history } = mergeEvents(emptyHistory(), events, -1);
        const left = unpackEvents(decodeHistory(encodeHistory(dropUntil(history, until))));
        expect(left).toEqual(unpackEvents(history).filter((e) => e.time > until));
      }),
    );
  });

  it('takes some 25 bytes an event of a shopper', () => {
    const events = Array.from({ length: 200 }, (_, i) => ({
      eventId: `e${i}`,
      itemId: String(819_000 + (i % 120)),
      type: 3,
      time: 1_500_000_000_000 + i * 60_000,
      region: '324',
    }));
    expect(encodeHistory(mergeEvents(emptyHistory(), events, -1).history).length / 200).toBeLessThan(27);
  });

  it('reads bytes wherever they lie, and refuses damaged ones', () => {
    const events = [{ eventId: 'e', itemId: 'i', type: 1, time: 5, region: 'r' }];
    const bytes = encodeHistory(mergeEvents(emptyHistory(), events, -1).history);
    const moved = new Uint8Array(bytes.length + 3);
    moved.set(bytes, 3);
    expect(withoutIds(unpackEvents(decodeHistory(moved.subarray(3))))).toEqual(withoutIds(events));
    const unreadable = expect.objectContaining({ code: 'STARS_UNREADABLE_FILE' });
    expect(() => decodeHistory(bytes.slice(0, -1))).toThrow(unreadable);
    expect(() => decodeHistory(bytes.slice(0, 5))).toThrow(unreadable);
    expect(() => decodeHistory(Uint8Array.from(bytes, (byte, i) => (i === 0 ? 2 : byte)))).toThrow(unreadable);
  });

  it('refuses a text that is too long to be stored, and a time that is none', () => {
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
