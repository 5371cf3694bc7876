import { decodeMessage, type ItemSums, type PurchaseFacts, StatisticsPosition, TOPICS } from '@stars/contracts';
import { StarsError } from '@stars/errors';
import { type BusMessage, type PoisonMessage, readMessages } from '@stars/event-bus';
import { addFact, isOfNewerCode, isOfOlderCode, noSums, statisticsDefinition } from '@stars/inference';
import { entryOf, pause } from '@stars/platform';
import { KeptSums, type StatisticsName } from './kept-sums.js';
import { LogSums } from './log-sums.js';
import type { StatisticsDeps } from './statistics-deps.js';

/** So long after a model became live, every embedder has heard of it, and makes facts of all later events, ms. */
const HEARD_MS = 500;

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
  /** Whether statistics that no live model needs are ended: an embedder may have died before it said so. */
  #endedOld = false;
  readonly #facts;
  readonly #items;

  /** @param definitionsNow Those of the tenant's live models and, unless asked not to, the default until a model serves */
  constructor(
    private readonly deps: Pick<StatisticsDeps, 'bus' | 'log' | 'clock' | 'eventTimes' | 'logger' | 'metrics'>,
    private readonly definitionsNow: (tenant: string, withDefault?: false) => Promise<string[]>,
    private readonly heardMs = HEARD_MS,
  ) {
    this.#kept = new KeptSums(deps);
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

  /** Reads what is kept. At a start, so that the first batch does not wait for it. */
  catchUp(): Promise<void> {
    return this.#kept.catchUp();
  }

  /** Handles a batch of the topic of facts. */
  async apply(messages: readonly BusMessage[], signal?: AbortSignal): Promise<PoisonMessage[]> {
    await this.catchUp();
    if (!this.#endedOld) await this.#endOld();
    const steps = new Map<string, Step[]>();
    // To check one makes a clock.
    const checked = new Set<string>();
    const poison = readMessages(messages, ({ key, offset, value }) => {
      const facts = decodeMessage(TOPICS.purchaseFacts, value);
      if (!checked.has(facts.definition)) checkDefinition(facts.definition);
      checked.add(facts.definition);
      entryOf(steps, key, () => []).push({ offset, facts });
    });
    for (const list of steps.values()) await this.#applySteps(list, signal);
    return poison;
  }

  async #endOld(): Promise<void> {
    for (const name of this.#kept.complete()) {
      if (await this.#isLive(name)) continue;
      await this.#kept.publish(name, [], { ...this.#kept.position(name)!, complete: false });
    }
    this.#endedOld = true;
  }

  async #isLive({ tenantId, definition }: StatisticsName, withDefault?: false): Promise<boolean> {
    return (await this.definitionsNow(tenantId, withDefault)).includes(definition);
  }

  async #applySteps(steps: readonly Step[], signal: AbortSignal | undefined): Promise<void> {
    const { tenantId, definition } = steps[0]!.facts;
    if (isOfOlderCode(definition)) return;
    const name = { tenantId, definition };
    let changes = this.#changesOf(name);
    for (const { offset, facts } of steps) {
      const { position } = changes;
      // It was counted before a crash.
      if (offset < position.next) continue;
      const begins = facts.step === 'begin' && !position.complete;
      if (begins) await pause(this.heardMs, signal);
      // Nothing follows the events of a definition that has ended.
      if (begins || (facts.step === 'rebuild' && (await this.#isLive(name)))) {
        await this.#countAgain(name, offset, signal);
        changes = this.#changesOf(name);
        continue;
      }
      // A model of the same definition may have become live since. The default ends while an embedder has a backlog, too.
      if (facts.step === 'end' && !(await this.#isLive(name, false))) position.complete = false;
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

  /** Counts the log in place of what was known. Facts of later events come after this step. */
  async #countAgain(name: StatisticsName, offset: number, signal: AbortSignal | undefined): Promise<void> {
    const { sums, position } = await new LogSums(this.deps).count(name, signal);
    const gone = new Set(this.#kept.itemIds(name));
    const applied = offset + 1;
    const states = async function* (): AsyncGenerator<ItemSums> {
      for await (const one of sums) {
        gone.delete(one.itemId);
        yield { ...one, applied };
      }
      for (const itemId of gone) yield { ...noSums(itemId), applied };
    };
    await this.#kept.publish(name, states(), { ...position, next: applied });
    this.deps.logger.info(name, 'the statistics of all users were counted from the log');
  }

  async #publish({ name, position, changed }: Changes): Promise<void> {
    await this.#kept.publish(name, changed.values(), position);
    this.#items.inc({}, changed.size);
  }
}

/** Errors: `STARS_POISON_MESSAGE` if no version of STARS counts so: to wait for one would hold up all other statistics. */
function checkDefinition(name: string): void {
  if (isOfOlderCode(name) || isOfNewerCode(name) || statisticsDefinition(name) !== undefined) return;
  throw new StarsError('STARS_POISON_MESSAGE', `no version of STARS counts the statistics ${name}`);
}
