import { RefusedError, StarsError } from '@stars/errors';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BatchParts, UNKNOWN_ATTEMPTS } from './batch-parts.js';
import type { BusMessage } from './port.js';

const batchOf = (keys: readonly string[], gap = 1): BusMessage[] =>
  keys.map((key, i) => {
    return { topic: 't', partition: 0, offset: i * gap, key, id: `m${i}`, headers: {}, value: new Uint8Array() };
  });

/** Handles a batch with a store that fails as long as there is poison in a call, and takes all or nothing. */
function handle(messages: readonly BusMessage[], end: number, failure: (part: BusMessage[]) => Error | undefined) {
  const parts = new BatchParts(end);
  const [stored, poison]: [BusMessage[], BusMessage[]] = [[], []];
  let attempts = 0;
  for (let from = 0; parts.end !== undefined; attempts++) {
    const until = parts.end;
    const part = messages.slice(from).filter(({ offset }) => offset < until);
    const error = failure(part);
    if (error !== undefined) {
      const next = parts.failed(error, part);
      if (next !== 'poison') continue;
      poison.push(...part);
    } else stored.push(...part);
    from += part.length;
    parts.handled(until);
  }
  return { stored, poison, attempts };
}

const away = new StarsError('STARS_UNAVAILABLE', 'away');

describe('BatchParts', () => {
  it('finds any set of poison, in the order of the log: nothing is lost, nothing is doubled', () => {
    const batches = fc.array(fc.record({ key: fc.constantFrom('a', 'b', 'c', 'd'), bad: fc.boolean() }), {
      minLength: 1,
      maxLength: 60,
    });
    const kinds = fc.constantFrom('refused', 'named', 'unknown');
    const isAway = fc.infiniteStream(fc.boolean());
    fc.assert(
      fc.property(batches, kinds, isAway, fc.integer({ min: 1, max: 3 }), (batch, kind, storeIsAway, gap) => {
        const keys = batch.map(({ key }) => key);
        const messages = batchOf(keys, gap);
        const isBad = ({ offset }: BusMessage): boolean => batch[offset / gap]!.bad;
        const failure = (part: BusMessage[]): Error | undefined => {
          if (storeIsAway.next().value) return away;
          const bad = part.filter(isBad);
          if (bad.length === 0) return undefined;
          if (kind === 'unknown') return new TypeError('x is not iterable');
          const named = bad.map(({ key }) => key);
          if (kind === 'named') return new RefusedError('STARS_INVALID_FIELD', 'no', named);
          return new StarsError('STARS_INVALID_FIELD', 'no');
        };
        const { stored, poison } = handle(messages, messages.length * gap, failure);
        expect(stored).toEqual(messages.filter((message) => !isBad(message)));
        expect(poison).toEqual(messages.filter(isBad));
      }),
    );
  });

  it('finds one poison message of a thousand in about twice as many attempts as halvings', () => {
    const messages = batchOf(Array.from({ length: 1000 }, (_, i) => `k${i}`));
    const failure = (part: BusMessage[]) =>
      part.some(({ id }) => id === 'm617') ? new StarsError('STARS_INVALID_FIELD', 'no') : undefined;
    expect(handle(messages, 1000, failure)).toMatchObject({ poison: [{ id: 'm617' }], attempts: 21 });
  });

  it('tries at most three parts if the store names the key', () => {
    const messages = batchOf(Array.from({ length: 1000 }, (_, i) => `k${i}`));
    const failure = (part: BusMessage[]) =>
      part.some(({ id }) => id === 'm617') ? new RefusedError('STARS_INVALID_FIELD', 'no', ['k617']) : undefined;
    expect(handle(messages, 1000, failure)).toMatchObject({ poison: [{ id: 'm617' }], attempts: 4 });
  });

  it.each([
    away,
    new StarsError('STARS_CONFIG_INVALID', 'wrong credentials'),
    new StarsError('STARS_NOT_FOUND', 'the collection of vectors is gone'),
  ])('never counts a store that is away or must be mended: $code', (error) => {
    let calls = 0;
    const failure = () => {
      calls++;
      if (calls <= 1000) return error;
      return calls < 1000 + UNKNOWN_ATTEMPTS ? new TypeError('once more') : undefined;
    };
    const messages = batchOf(['a', 'b']);
    expect(handle(messages, 2, failure)).toMatchObject({ stored: messages, poison: [] });
  });
});
