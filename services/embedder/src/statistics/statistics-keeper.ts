import {
  decodeMessage,
  encodePurchaseFacts,
  type ItemSums,
  PurchaseFacts,
  StatisticsPosition,
  TOPICS,
} from '@stars/contracts';
import { type BusMessage, type PoisonMessage, readMessages } from '@stars/event-bus';
import { addFact } from '@stars/inference';
import { entryOf } from '@stars/platform';
import type { EmbedderDeps } from '../embedder-deps.js';
import { KeptSums, type StatisticsName } from './kept-sums.js';
import { LogSums } from './log-sums.js';

/** A message and what it says. */
interface Step {
  offset: number;
  facts: PurchaseFacts;
}

/** The changes of one definition by one batch. */
interface Changes {
  name: StatisticsName;
  position: StatisticsPosition;
  changed: Map<string, ItemSums>;
}

/**
 * Keeps the statistics of all users: sums the facts in the order of their topic, and publishes the new state of each changed item. A
 * batch is published before it is committed. Each item says which steps are in it, so that after a crash none is lost or counted twice.
 */
export class StatisticsKeeper {
  readonly #kept: KeptSums;
  readonly #counted: LogSums;
  readonly #facts;
  readonly #items;

  /** @param definitionOf What a name stands for, if this process knows */
  constructor(
    private readonly deps: Pick<EmbedderDeps, 'bus' | 'logger' | 'metrics'>,
    counted: LogSums,
  ) {
    this.#kept = new KeptSums(deps);
    this.#counted = counted;
    this.#facts = deps.metrics.counter({
      name: 'stars_statistics_facts_total',
      help: 'Changes of the statistics of all users: counted, or known already.',
      labels: ['outcome'],
    });
    this.#items = deps.metrics.counter({
      name: 'stars_statistics_states_total',
      help: 'States of items that were published.',
    });
  }

  /** Handles a batch of the topic of facts. */
  async apply(messages: readonly BusMessage[], signal?: AbortSignal): Promise<PoisonMessage[]> {
    await this.#kept.catchUp();
    const steps = new Map<string, Step[]>();
    const poison = readMessages(messages, ({ key, offset, value }) => {
      entryOf(steps, key, () => []).push({ offset, facts: decodeMessage(TOPICS.purchaseFacts, value) });
    });
    for (const list of steps.values()) await this.#applySteps(list, signal);
    return poison;
  }

  /** Definitions whose sums are complete; the topic is read first. */
  async complete(): Promise<StatisticsName[]> {
    await this.#kept.catchUp();
    return this.#kept.complete();
  }

  async #applySteps(steps: readonly Step[], signal: AbortSignal | undefined): Promise<void> {
    const { tenantId, definition } = steps[0]!.facts;
    const name = { tenantId, definition };
    let changes = this.#changesOf(name);
    for (const { offset, facts } of steps) {
      const { position } = changes;
      // It was counted before a crash.
      if (offset < position.next) continue;
      if (facts.step === 'rebuild' || (facts.step === 'begin' && !position.complete)) {
        await this.#countAgain(name, offset, signal);
        changes = this.#changesOf(name);
        continue;
      }
      if (facts.step === 'end') position.complete = false;
      if (facts.step === 'facts' && position.complete) this.#count(changes, offset, facts);
      position.next = offset + 1;
    }
    signal?.throwIfAborted();
    await this.#publish(changes);
  }

  #changesOf(name: StatisticsName): Changes {
    const position = this.#kept.position(name);
    return { name, position: StatisticsPosition.fromPartial(position ?? {}), changed: new Map() };
  }

  #count({ name, position, changed }: Changes, offset: number, { topic, partition, facts, time }: PurchaseFacts): void {
    let source = position.sources.find((one) => one.topic === topic && one.partition === partition);
    if (source === undefined) {
      source = { topic, partition, next: 0 };
      position.sources.push(source);
    }
    const fresh = facts.filter((fact) => fact.offset >= source.next);
    for (const fact of fresh) {
      const sums = entryOf(changed, fact.itemId, () => this.#kept.sums(name, fact.itemId));
      // Its state was published before a crash, and the position was not.
      if (sums.applied > offset) continue;
      addFact(sums, fact);
    }
    for (const { itemId } of fresh) changed.get(itemId)!.applied = Math.max(changed.get(itemId)!.applied, offset + 1);
    source.next = Math.max(source.next, (facts.at(-1)?.offset ?? -1) + 1);
    if (time !== undefined && time.getTime() > (position.time?.getTime() ?? 0)) position.time = time;
    this.#facts.inc({ outcome: 'counted' }, fresh.length);
    this.#facts.inc({ outcome: 'known' }, facts.length - fresh.length);
  }

  async #publish({ name, position, changed }: Changes): Promise<void> {
    await this.#kept.publish(name, changed.values(), position);
    this.#items.inc({}, changed.size);
  }
}
