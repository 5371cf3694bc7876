import {
  ARCHIVE_PARTITION,
  clockFault,
  decodeMessage,
  type ItemSums,
  idBits,
  isRetraction,
  PurchaseFact,
  StatisticsPosition,
  TOPICS,
  tenantOf,
} from '@stars/contracts';
import { StarsError } from '@stars/errors';
import { type BusMessage, readMessages } from '@stars/event-bus';
import { addFact, noSums, type StatisticsDefinition, statisticsDefinition } from '@stars/inference';
import { entryOf } from '@stars/platform';
import type { EmbedderDeps } from '../embedder-deps.js';
import { eventClock } from '../read-event.js';
import { FactsInOrder } from './facts-in-order.js';
import type { StatisticsName } from './kept-sums.js';
import { NumberTable } from './number-table.js';

/** An event in numbers. Users and ids are `idBits`: there may be more of them than memory has room for. */
const EVENT = {
  ...({ user_high: 'integer', user_low: 'integer', id_high: 'integer', id_low: 'integer' } as const),
  ...({ item: 'integer', time: 'double', type: 'integer', region: 'integer' } as const),
};
const FACT = { item: 'integer', day: 'integer', region: 'integer', gap: 'integer', evidence: 'integer' } as const;

/** Each event once, as it came first, user by user in order of time; of equal times, the one that came first. */
const IN_ORDER = `SELECT user_high, user_low, item, time, type, region FROM row
  QUALIFY id_low = 0 OR row_number() OVER (PARTITION BY id_high, id_low ORDER BY rowid) = 1
  ORDER BY user_high, user_low, time, rowid`;
const BY_ITEM = 'SELECT item, day, region, gap, evidence FROM row ORDER BY item, day, evidence, region, gap';

/** Other work of the process gets its turn. Errors: the reason of an abort. */
async function nextTurn(signal: AbortSignal | undefined): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  signal?.throwIfAborted();
}

/** Texts by number. */
class Names {
  readonly texts: string[] = [];
  readonly #numbers = new Map<string, number>();

  numberOf(text: string): number {
    return entryOf(this.#numbers, text, () => this.texts.push(text) - 1);
  }
}

/** The sums of a log, and how far they are. */
export interface CountedLog {
  sums: AsyncIterable<ItemSums>;
  position: StatisticsPosition;
}

/**
 * Counts the whole log of interactions, as a training reads it: without events that were erased, taken back or forgotten. Memory grows
 * with the items and regions alone.
 */
export class LogSums {
  readonly #items = new Names();
  readonly #regions = new Names();

  constructor(private readonly deps: Pick<EmbedderDeps, 'bus' | 'log' | 'clock' | 'eventTimes'>) {}

  /** Errors: `STARS_UNAVAILABLE` if another version of STARS counts so; the reason of an abort. Read all sums: then the disk is free again. */
  async count({ tenantId, definition: name }: StatisticsName, signal?: AbortSignal): Promise<CountedLog> {
    const definition = statisticsDefinition(name);
    if (definition === undefined) {
      throw new StarsError('STARS_UNAVAILABLE', `another version of STARS counts the statistics ${name}`);
    }
    // Facts of later events are summed one by one: the steps that name them come after this one.
    const ends = await this.deps.bus.endOffsets(TOPICS.interactions);
    const facts = new NumberTable(FACT, signal);
    try {
      await using events = new NumberTable(EVENT, signal);
      await this.#read(events, tenantId, ends, signal);
      const latest = await findFacts(definition, events, facts, signal);
      const sources = [...ends].map(([partition, next]) => ({ topic: TOPICS.interactions, partition, next }));
      const position = StatisticsPosition.fromPartial({
        ...{ complete: true, sources },
        ...(latest > 0 ? { time: new Date(latest) } : {}),
      });
      return { sums: this.#sumsOf(facts, signal), position };
    } catch (error) {
      await facts[Symbol.asyncDispose]();
      signal?.throwIfAborted();
      throw error;
    }
  }

  async #read(
    events: NumberTable,
    tenant: string,
    ends: ReadonlyMap<number, number>,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    const clock = eventClock(this.deps);
    const { bus, log = bus } = this.deps;
    for await (const batch of log.read({ topic: TOPICS.interactions, ...(signal ? { signal } : {}) })) {
      const isBefore = ({ partition, offset }: BusMessage): boolean =>
        partition === ARCHIVE_PARTITION || offset < (ends.get(partition) ?? 0);
      const standing = batch.filter((message) => isBefore(message) && !isRetraction(message));
      // The consumer of the topic reports unreadable ones.
      readMessages(standing, ({ value }) => {
        const { tenantId, time, ...event } = decodeMessage(TOPICS.interactions, value);
        const ms = time?.getTime();
        if (tenantOf(tenantId) !== tenant || ms === undefined || clockFault(ms, clock)) return;
        const ids = [...idBits(event.userId), ...(event.eventId ? idBits(event.eventId) : [0, 0])].map(
          (bits) => bits | 0,
        );
        events.add(...ids, this.#items.numberOf(event.itemId), ms, event.type, this.#regions.numberOf(event.region));
      });
      await events.flush();
      await nextTurn(signal);
    }
    // A read that is stopped may just end.
    signal?.throwIfAborted();
  }

  async *#sumsOf(facts: NumberTable, signal: AbortSignal | undefined): AsyncGenerator<ItemSums> {
    await using table = facts;
    let sums: ItemSums | undefined;
    for await (const [item, day, region, gap, evidence] of table.read(BY_ITEM)) {
      for (let n = 0; n < item!.length; n++) {
        const itemId = this.#items.texts[item![n]!]!;
        if (sums !== undefined && sums.itemId !== itemId) yield sums;
        if (sums?.itemId !== itemId) sums = noSums(itemId);
        const ofPurchase = evidence![n] === 0 ? { region: this.#regions.texts[region![n]!]!, gap: gap![n]! } : {};
        addFact(sums, PurchaseFact.fromPartial({ itemId, day: day![n]!, ...ofPurchase, evidence: evidence![n]! }));
      }
      await nextTurn(signal);
    }
    if (sums !== undefined) yield sums;
  }
}

/** Returns the time of the latest event, ms. */
async function findFacts(
  definition: StatisticsDefinition,
  events: NumberTable,
  facts: NumberTable,
  signal: AbortSignal | undefined,
): Promise<number> {
  const found = new FactsInOrder(definition, (...fact) => facts.add(...fact));
  let latest = 0;
  let [userHigh, userLow] = [0, 0];
  for await (const [high, low, item, time, type, region] of events.read(IN_ORDER)) {
    for (let n = 0; n < time!.length; n++) {
      if (high![n] !== userHigh || low![n] !== userLow) found.endUser();
      [userHigh, userLow] = [high![n]!, low![n]!];
      latest = Math.max(latest, time![n]!);
      found.add({ item: item![n]!, day: definition.day(time![n]!), type: type![n]!, region: region![n]! });
    }
    await facts.flush();
    await nextTurn(signal);
  }
  found.endUser();
  return latest;
}
