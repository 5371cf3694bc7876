import { deadLetterTopic } from '@stars/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BusMessage, ConsumeOptions } from './port.js';
import { asBefore, dueMs, failedMessages, retryTopic, workedTopics } from './retry-topic.js';

const options: ConsumeOptions = { group: 'g', topics: ['t'], retryDelaysMs: [10, 20], handler: async () => undefined };
const text = fc.string({ maxLength: 20 });
const message: fc.Arbitrary<BusMessage> = fc.record({
  topic: fc.constant('t'),
  partition: fc.nat(50),
  offset: fc.nat(),
  key: text,
  id: text,
  headers: fc.dictionary(
    text.filter((name) => name !== '__proto__' && !name.startsWith('stars-')),
    text,
    { noNullPrototype: true },
  ),
  value: fc.uint8Array({ maxLength: 10 }),
});

describe('retry topics', () => {
  it('are consumed with the topic, one for each attempt', () => {
    expect(workedTopics(options)).toEqual([
      { origin: 't', name: 't', tier: 0 },
      { origin: 't', name: 't.retry.g.1', tier: 1 },
      { origin: 't', name: 't.retry.g.2', tier: 2 },
    ]);
  });

  it('restore the original message, however often it went through them', () => {
    fc.assert(
      fc.property(message, (original) => {
        let now = 1_700_000_000_000;
        let current = original;
        for (const tier of [0, 1]) {
          const poison = [{ message: current, code: 'STARS_UNAVAILABLE', reason: 'away', retryable: true }];
          const failed = failedMessages(poison, { origin: 't', tier }, options, { attempt: 1, nowMs: now });
          expect(failed.givenUp).toEqual([]);
          const [[topic, [waiting]]] = [...failed.moved] as [[string, [BusMessage]]];
          expect(topic).toBe(retryTopic('t', 'g', tier + 1));
          expect(dueMs(waiting)).toBe(now + options.retryDelaysMs![tier]!);
          current = asBefore(
            { ...waiting, headers: waiting.headers, topic, partition: 0, offset: tier },
            original.topic,
          );
          expect(current).toEqual(original);
          now += 1000;
        }
        const last = [{ message: current, code: 'STARS_UNAVAILABLE', reason: 'away', retryable: true }];
        const { moved, givenUp } = failedMessages(last, { origin: 't', tier: 2 }, options, { attempt: 1, nowMs: now });
        expect(givenUp).toEqual(last);
        expect([...moved.keys()]).toEqual([deadLetterTopic('t')]);
        expect(moved.get(deadLetterTopic('t'))![0]!.headers).toMatchObject({
          'stars-attempt': '3',
          'stars-origin-offset': String(original.offset),
        });
      }),
    );
  });
});
