import { deadLetterTopic } from '@stars/contracts';
import { expect, it } from 'vitest';
import { busMessage, type ContractBench, eventually, numbered, readAll } from './contract-bench.js';
import type { BusMessage, EventBus, Subscription } from './port.js';
import { type DeadLetter, dropDeadLetters, readDeadLetters, replayDeadLetters } from './read-dead-letters.js';
import { retryTopic } from './retry-topic.js';

/** What becomes of dead letters: they are listed, sent again to their group, or dropped. */
export function describeDeadLetterContract({ open, newTopic }: ContractBench): void {
  const isBad = (id: string): boolean => id.startsWith('bad');
  async function lettersOf(bus: EventBus, topic: string, after?: BusMessage): Promise<DeadLetter[]> {
    const letters: DeadLetter[] = [];
    for await (const letter of readDeadLetters(bus, topic, after)) letters.push(letter);
    return letters;
  }

  /** A group that gives up bad messages until it is mended, and what it has handled. */
  async function startGroup(bus: EventBus, topic: string, group: string, handlesBad: boolean) {
    const state = { handlesBad, handled: [] as string[] };
    const subscription: Subscription = await bus.consume({
      group,
      topics: [topic],
      handler: async (messages) => {
        const bad = messages.filter(({ id }) => isBad(id) && !state.handlesBad);
        state.handled.push(...messages.filter((message) => !bad.includes(message)).map(({ id }) => id));
        return bad.map((message) => ({ message, code: 'STARS_INVALID_FIELD', reason: 'no such colour' }));
      },
    });
    return { ...state, state, subscription };
  }

  it('sends a dead letter again to the group that gave it up, and to no other', async () => {
    const bus = await open();
    const topic = newTopic();
    await bus.publish(topic, [...numbered(4, 2), { ...busMessage('k1', 'bad'), headers: { source: 'test' } }]);
    const strict = await startGroup(bus, topic, 'strict', false);
    const lenient = await startGroup(bus, topic, 'lenient', true);
    await eventually(async () => expect(await lettersOf(bus, topic)).toHaveLength(1));
    await eventually(() => expect(lenient.handled).toHaveLength(5));
    const [letter] = await lettersOf(bus, topic);
    expect(letter).toMatchObject({ topic, group: 'strict', code: 'STARS_INVALID_FIELD', attempts: 1, replays: 0 });

    // Not mended yet: it comes back as a new dead letter, and the first one is gone.
    await replayDeadLetters(bus, [letter!]);
    await eventually(async () => expect(await lettersOf(bus, topic)).toMatchObject([{ replays: 1, attempts: 2 }]));
    strict.state.handlesBad = true;
    await replayDeadLetters(bus, await lettersOf(bus, topic));
    await eventually(() => expect(strict.handled).toContain('bad'));
    expect(await lettersOf(bus, topic)).toEqual([]);
    expect(strict.handled.filter(isBad)).toEqual(['bad']);
    expect(lenient.handled.filter(isBad)).toEqual(['bad']);
    // The log of events is as it was.
    expect(await readAll(bus, topic)).toHaveLength(5);
  });

  it('keeps a letter of a group that takes none again', async () => {
    const bus = await open();
    const topic = newTopic();
    await bus.publish(topic, [busMessage('k1', 'bad')]);
    const poison = { code: 'STARS_INVALID_FIELD', reason: 'no such colour' };
    const handler = async (messages: BusMessage[]) => messages.map((message) => ({ message, ...poison }));
    await bus.consume({ group: 'once', topics: [topic], replays: false, handler });
    await eventually(async () =>
      expect(await lettersOf(bus, topic)).toMatchObject([{ replayable: false, replays: 0 }]),
    );
    const refused = replayDeadLetters(bus, await lettersOf(bus, topic));
    await expect(refused).rejects.toMatchObject({ code: 'STARS_USAGE' });
    expect(await lettersOf(bus, topic)).toHaveLength(1);
  });

  it('reads on after a letter, and drops those that are named', async () => {
    const bus = await open();
    const topic = newTopic();
    const bad = Array.from({ length: 9 }, (_, i) => busMessage(`k${i}`, `bad${i}`));
    await bus.publish(topic, bad);
    await startGroup(bus, topic, 'strict', false);
    await eventually(async () => expect(await lettersOf(bus, topic)).toHaveLength(9));
    const all = await lettersOf(bus, topic);
    for (let at = 0; at < all.length; at++) {
      const rest = await lettersOf(bus, topic, all[at]!.message);
      expect(rest.map(({ message }) => message.id)).toEqual(all.slice(at + 1).map(({ message }) => message.id));
    }
    await dropDeadLetters(bus, [all[2]!, all[7]!]);
    const left = (await lettersOf(bus, topic)).map(({ message }) => message.id);
    expect(left).toEqual(all.filter((_, i) => i !== 2 && i !== 7).map(({ message }) => message.id));
    // Another process sees the same.
    expect(await lettersOf(await open(), topic)).toHaveLength(7);
  });

  it('erases a key also among what waits to be handled again', async () => {
    const bus = await open();
    const topic = newTopic();
    await bus.publish(topic, [busMessage('gone', 'bad1'), busMessage('kept', 'bad2'), busMessage('gone', 'bad3')]);
    const { subscription } = await startGroup(bus, topic, 'strict', false);
    await eventually(async () => expect(await lettersOf(bus, topic)).toHaveLength(3));
    await subscription.close();
    const letters = await lettersOf(bus, topic);
    await replayDeadLetters(
      bus,
      letters.filter(({ message }) => !message.id.endsWith('bad3')),
    );
    const lane = retryTopic(topic, 'strict', 1);
    const there = await bus.topicsWithAside([topic, newTopic()]);
    expect(there.sort()).toEqual([topic, deadLetterTopic(topic), lane]);
    await bus.eraseKey([topic], 'gone');
    expect((await readAll(bus, lane)).map(({ key }) => key)).toEqual(['kept']);
    expect(await readAll(bus, deadLetterTopic(topic))).toEqual([]);
    const again = await startGroup(bus, topic, 'strict', true);
    await eventually(() => expect(again.handled).toEqual(['bad2']));
  });
}
