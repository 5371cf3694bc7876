import { deadLetterTopic } from '@stars/contracts';
import { RefusedError, StarsError } from '@stars/errors';
import { expect, it } from 'vitest';
import { type ContractBench, eventually, numbered, readAll } from './contract-bench.js';
import { DEAD_LETTER_HEADERS } from './dead-letter.js';
import type { BusMessage, EventBus } from './port.js';

const POISON = new Set(['m7', 'm8', 'm31']);

/** Batches that fail because of single messages in them, which the handler does not name. */
export function describePoisonContract({ open, newTopic }: ContractBench): void {
  /** A store that takes all messages of a call, or none; `refuse` makes the error for the poison among them. */
  async function consume(bus: EventBus, topic: string, refuse: (poison: BusMessage[]) => Error | undefined) {
    const stored: string[] = [];
    let calls = 0;
    await bus.publish(topic, numbered(40, 5));
    await bus.consume({
      group: 'poisoned',
      topics: [topic],
      batchSize: 20,
      handler: async (messages) => {
        calls++;
        const error = refuse(messages.filter(({ id }) => POISON.has(id)));
        if (error) throw error;
        stored.push(...messages.map(({ id }) => id));
      },
    });
    await eventually(async () => expect((await bus.lag('poisoned', [topic])).get(topic)).toBe(0));
    return { stored, calls, letters: await readAll(bus, deadLetterTopic(topic)) };
  }

  const idsOf = (letters: readonly BusMessage[]) => letters.map(({ headers }) => headers[DEAD_LETTER_HEADERS.id]);
  const GOOD = numbered(40, 5).flatMap(({ id }) => (POISON.has(id) ? [] : [id]));

  function expectOnlyPoisonIsMissing(stored: readonly string[], letters: readonly BusMessage[]): void {
    expect([...stored].sort()).toEqual([...GOOD].sort());
    // Of each key, in the order of publication.
    for (let key = 0; key < 5; key++) {
      const numbers = stored.map((id) => Number(id.slice(1))).filter((n) => n % 5 === key);
      expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
    }
    expect(idsOf(letters).sort()).toEqual([...POISON].sort());
  }

  it('dead-letters only what a store refuses for good, with the reason, and stores the rest once', async () => {
    const refuse = (poison: BusMessage[]) =>
      poison.length === 0 ? undefined : new StarsError('STARS_INVALID_FIELD', 'no such colour', { field: 'colour' });
    const { stored, letters, calls } = await consume(await open(), newTopic(), refuse);
    expectOnlyPoisonIsMissing(stored, letters);
    expect(calls).toBeLessThan(50);
    for (const { headers } of letters) {
      expect(headers[DEAD_LETTER_HEADERS.code]).toBe('STARS_INVALID_FIELD');
      expect(headers[DEAD_LETTER_HEADERS.reason]).toBe('colour: no such colour');
      expect(Number(headers[DEAD_LETTER_HEADERS.attempt])).toBeGreaterThan(1);
    }
  });

  it('tries messages alone whose keys the store names', async () => {
    const refuse = (poison: BusMessage[]) =>
      poison.length === 0
        ? undefined
        : new RefusedError(
            'STARS_INVALID_FIELD',
            'no such colour',
            poison.map(({ key }) => key),
          );
    const { stored, letters } = await consume(await open(), newTopic(), refuse);
    expectOnlyPoisonIsMissing(stored, letters);
  });

  it('gives up a message after some attempts if nobody knows what is wrong', async () => {
    const refuse = (poison: BusMessage[]) => (poison.length === 0 ? undefined : new TypeError('x is not iterable'));
    const { stored, letters } = await consume(await open(), newTopic(), refuse);
    expectOnlyPoisonIsMissing(stored, letters);
    for (const { headers } of letters) {
      expect(headers).toMatchObject({
        [DEAD_LETTER_HEADERS.code]: 'STARS_INTERNAL',
        [DEAD_LETTER_HEADERS.reason]: 'x is not iterable',
      });
    }
  });

  it('waits for a store that is away, however often it fails, and gives up no message', async () => {
    let failures = 0;
    const refuse = () => (failures++ < 30 ? new StarsError('STARS_UNAVAILABLE', 'away') : undefined);
    const { stored, letters } = await consume(await open(), newTopic(), refuse);
    expect([...stored].sort()).toEqual(
      numbered(40, 5)
        .map(({ id }) => id)
        .sort(),
    );
    expect(letters).toEqual([]);
  });
}
