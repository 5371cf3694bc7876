import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decodeContext } from './decode-context.js';
import { decodeMessage } from './decode-message.js';
import { ContextSignal } from './generated/stars/v1/context.js';
import { TOPICS } from './topics.js';

const time = fc.date({ min: new Date(0), max: new Date(2 ** 41), noInvalidDate: true });
const text = fc.string({ unit: 'grapheme', maxLength: 12 });
const signal = fc
  .record({
    ...{ tenantId: text, eventId: text, region: text },
    validFrom: fc.option(time, { nil: undefined }),
    signals: fc.option(fc.dictionary(text, fc.oneof(fc.boolean(), fc.double({ noNaN: true }), text)), {
      nil: undefined,
    }),
    itemSignals: fc.array(fc.record({ name: text, value: fc.double(), itemIds: fc.array(text) })),
  })
  .map((fields) => ContextSignal.fromPartial(fields));

const textsOf = (value: Uint8Array): ContextSignal => {
  const decoded = decodeContext(value);
  const textOf = (bytes: Uint8Array, ranges: readonly number[]): string[] =>
    Array.from({ length: ranges.length / 2 }, (_, n) =>
      new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes.subarray(ranges[2 * n], ranges[2 * n + 1])),
    );
  const itemSignals = decoded.itemSignals.map(({ name, value, itemIds: { bytes, ranges } }) => ({
    ...{ name, value, itemIds: textOf(bytes, ranges) },
  }));
  return { ...decoded, itemSignals };
};

it('reads what decodeMessage reads', () => {
  fc.assert(
    fc.property(signal, (each) => {
      const value = ContextSignal.encode(each).finish();
      expect(textsOf(value)).toEqual(decodeMessage(TOPICS.context, value));
    }),
  );
});

it('reads JSON, too', () => {
  const row = {
    ...{ event_id: 'e', region: 'north', valid_from: '2026-01-01T00:00:00Z' },
    item_signals: [{ name: 'promo', value: 2, item_ids: ['a', 'ä'] }],
  };
  const value = Buffer.from(JSON.stringify(row));
  expect(textsOf(value)).toEqual(decodeMessage(TOPICS.context, value));
});

it('refuses the bytes that decodeMessage refuses, and reads others as it does or refuses them', () => {
  const outcomeOf = (decode: (value: Uint8Array) => unknown, value: Uint8Array): unknown => {
    try {
      return decode(value);
    } catch (error) {
      return (error as { code: string }).code;
    }
  };
  const cut = signal.chain((each) => {
    const value = ContextSignal.encode(each).finish();
    return fc.nat(value.length).map((length) => value.subarray(0, length));
  });
  fc.assert(
    fc.property(fc.oneof(cut, fc.uint8Array({ maxLength: 30 })), (value) => {
      const outcome = outcomeOf(textsOf, value);
      // Generated code accepts a time that ends behind the message.
      if (outcome === 'STARS_POISON_MESSAGE') return;
      expect(outcome).toEqual(outcomeOf((bytes) => decodeMessage(TOPICS.context, bytes), value));
    }),
    { numRuns: 500, examples: [[Uint8Array.of(34, 2, 0)]] },
  );
});
