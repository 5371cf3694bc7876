import { deadLetterTopic } from '@stars/contracts';
import { expect, it } from 'vitest';
import { busMessage, type ContractBench, eventually, readAll } from './contract-bench.js';
import { DEAD_LETTER_HEADERS } from './dead-letter.js';
import type { BusMessage, ConsumeOptions } from './port.js';
import { retryTopic } from './retry-topic.js';

/** Single messages that a handler returns, to be handled later or never. */
export function describeRetryContract({ open, newTopic }: ContractBench): void {
  /** A handler that fails for messages whose id begins with "weak" until their nth time, and its calls. */
  function stubborn(until: number): { seen: BusMessage[]; handler: ConsumeOptions['handler'] } {
    const seen: BusMessage[] = [];
    const times = new Map<string, number>();
    const handler: ConsumeOptions['handler'] = async (messages) => {
      seen.push(...messages);
      return messages.flatMap((message) => {
        const time = (times.get(message.id) ?? 0) + 1;
        times.set(message.id, time);
        if (!message.id.startsWith('weak') || time >= until) return [];
        return [{ message, code: 'STARS_UNAVAILABLE', reason: `not the ${time}. time`, retryable: true }];
      });
    };
    return { seen, handler };
  }

  it('delivers a retryable message again, unchanged, after each wait', async () => {
    const bus = await open();
    const topic = newTopic();
    const { seen, handler } = stubborn(3);
    const times: number[] = [];
    await bus.publish(topic, [
      busMessage('k', 'good 1'),
      { ...busMessage('k', 'weak'), headers: { source: 'test' } },
      busMessage('k', 'good 2'),
    ]);
    await bus.consume({
      group: 'retries',
      topics: [topic],
      retryDelaysMs: [300, 500],
      handler: (messages, signal) => {
        if (messages.some(({ id }) => id === 'weak')) times.push(Date.now());
        return handler(messages, signal);
      },
    });
    // Later messages do not wait.
    await eventually(async () => expect((await bus.lag('retries', [topic])).get(topic)).toBe(0));
    expect(seen.map(({ id }) => id)).toEqual(expect.arrayContaining(['good 1', 'weak', 'good 2']));
    await eventually(() => expect(times).toHaveLength(3));
    expect(times[1]! - times[0]!).toBeGreaterThanOrEqual(290);
    expect(times[2]! - times[1]!).toBeGreaterThanOrEqual(490);
    const [first, ...later] = seen.filter(({ id }) => id === 'weak');
    expect(first).toMatchObject({ topic, key: 'k', headers: { source: 'test' } });
    for (const again of later) {
      expect({ ...again, value: [...again.value] }).toEqual({ ...first!, value: [...first!.value] });
    }
    expect(seen.filter(({ id }) => id !== 'weak')).toHaveLength(2);
    await eventually(async () => {
      const tiers = [1, 2].map((tier) => retryTopic(topic, 'retries', tier));
      expect([...(await bus.lag('retries', tiers)).values()]).toEqual([0, 0]);
    });
    expect(await readAll(bus, deadLetterTopic(topic))).toEqual([]);
  });

  it('dead-letters it after the last attempt, with its origin and the number of attempts', async () => {
    const bus = await open();
    const topic = newTopic();
    const { seen, handler } = stubborn(9);
    await bus.publish(topic, [busMessage('k', 'weak')]);
    await bus.consume({ group: 'hopeless', topics: [topic], retryDelaysMs: [20, 20], handler });
    await eventually(async () => expect(await readAll(bus, deadLetterTopic(topic))).toHaveLength(1));
    const [letter] = await readAll(bus, deadLetterTopic(topic));
    expect(seen).toHaveLength(3);
    expect(letter!.headers).toMatchObject({
      [DEAD_LETTER_HEADERS.reason]: 'not the 3. time',
      [DEAD_LETTER_HEADERS.topic]: topic,
      [DEAD_LETTER_HEADERS.id]: 'weak',
      [DEAD_LETTER_HEADERS.partition]: String(seen[0]!.partition),
      [DEAD_LETTER_HEADERS.offset]: String(seen[0]!.offset),
      [DEAD_LETTER_HEADERS.group]: 'hopeless',
      [DEAD_LETTER_HEADERS.attempt]: '3',
    });
  });

  it('dead-letters it at once if the group has no retries', async () => {
    const bus = await open();
    const topic = newTopic();
    const { seen, handler } = stubborn(9);
    await bus.publish(topic, [busMessage('k', 'weak')]);
    await bus.consume({ group: 'strict', topics: [topic], handler });
    await eventually(async () => expect(await readAll(bus, deadLetterTopic(topic))).toHaveLength(1));
    expect(seen).toHaveLength(1);
  });

  it('also erases messages that wait for a retry', async () => {
    const bus = await open();
    const topic = newTopic();
    const { handler } = stubborn(9);
    await bus.publish(topic, [busMessage('gone', 'weak 1'), busMessage('kept', 'weak 2')]);
    const subscription = await bus.consume({ group: 'waiting', topics: [topic], retryDelaysMs: [3_600_000], handler });
    const waiting = retryTopic(topic, 'waiting', 1);
    await eventually(async () => expect(await readAll(bus, waiting)).toHaveLength(2));
    await bus.eraseKey([topic], 'gone');
    expect((await readAll(bus, waiting)).map(({ key }) => key)).toEqual(['kept']);
    await subscription.close();
  });
}
