import {
  ARCHIVE_PARTITION,
  clockFault,
  decodeMessage,
  type ItemSums,
  isRetraction,
  PurchaseFact,
  StatisticsPosition,
  TOPICS,
  tenantOf,
} from '@stars/contracts';
import { StarsError } from '@stars/errors';
import { type BusMessage, readMessages } from '@stars/event-bus';
import { type InteractionLog, InteractionLogBuilder } from '@stars/features';
import { addFact, noSums, type StatisticsDefinition, statisticsDefinition } from '@stars/inference';
import { entryOf } from '@stars/platform';
import { purchaseFacts, type SessionEvent, SessionLogBuilder } from '@stars/ranking';
import type { EmbedderDeps } from '../embedder-deps.js';
import { eventClock } from '../read-event.js';
import type { StatisticsName } from './kept-sums.js';

/** Users whose facts are found, or items whose facts are summed, before other work of the process gets its turn. */
const A_TURN = 200;

/** Errors: the reason of an abort. */
async function nextTurn(signal: AbortSignal | undefined): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  signal?.throwIfAborted();
}

/** Whole numbers that grow in number. */
class Integers {
  length = 0;
  values = new Int32Array(1024);

  push(value: number): void {
    if (this.length === this.values.length) {
      const longer = new Int32Array(2 * this.length);
      longer.set(this.values);
      this.values = longer;
    }
    this.values[this.length++] = value;
  }
}

/** Facts in columns, 20 bytes each. */
class FactColumns {
  readonly items = new Map<string, number>();
  readonly #regions = new Map<string, number>([['', 0]]);
  readonly #item = new Integers();
  readonly #day = new Integers();
  readonly #region = new Integers();
  readonly #gap = new Integers();
  readonly #evidence = new Integers();

  add({
    itemId,
    day,
    region,
    gap,
    evidence,
  }: Pick<PurchaseFact, 'itemId' | 'day' | 'region' | 'gap' | 'evidence'>): void {
    this.#item.push(numberOf(this.items, itemId));
    this.#day.push(day);
    this.#region.push(numberOf(this.#regions, region));
    this.#gap.push(gap);
    this.#evidence.push(evidence);
  }

  /** The facts of each item, in ascending order of day. */
  *byItem(): Generator<[itemId: string, facts: PurchaseFact[]]> {
    const itemIds = [...this.items.keys()];
    const regions = [...this.#regions.keys()];
    const { values: itemOf, length } = this.#item;
    const starts = new Uint32Array(itemIds.length + 1);
    for (let fact = 0; fact < length; fact++) starts[itemOf[fact]! + 1]!++;
    for (let item = 0; item < itemIds.length; item++) starts[item + 1]! += starts[item]!;
    const order = new Uint32Array(length);
    const next = starts.slice();
    for (let fact = 0; fact < length; fact++) order[next[itemOf[fact]!]!++] = fact;
    for (const [item, itemId] of itemIds.entries()) {
      const facts = Array.from(order.subarray(starts[item], starts[item + 1]), (fact) =>
        PurchaseFact.fromPartial({
          itemId,
          day: this.#day.values[fact]!,
          region: regions[this.#region.values[fact]!]!,
          gap: this.#gap.values[fact]!,
          evidence: this.#evidence.values[fact]!,
        }),
      );
      yield [itemId, facts.sort((a, b) => a.day - b.day)];
    }
  }
}

/** The sums of a log, and how far they are. */
export interface CountedLog {
  sums: AsyncIterable<ItemSums>;
  position: StatisticsPosition;
}

/** Counts the whole log of interactions, as a training reads it: without events that were erased, taken back or forgotten. */
export class LogSums {
  constructor(private readonly deps: Pick<EmbedderDeps, 'bus' | 'log' | 'clock' | 'eventTimes'>) {}

  /** Errors: `STARS_UNAVAILABLE` if another version of STARS counts so; the reason of an abort. */
  async count({ tenantId, definition: name }: StatisticsName, signal?: AbortSignal): Promise<CountedLog> {
    const definition = statisticsDefinition(name);
    if (definition === undefined) {
      throw new StarsError('STARS_UNAVAILABLE', `another version of STARS counts the statistics ${name}`);
    }
    // Facts of later events are summed one by one: the steps that name them come after this one.
    const ends = await this.deps.bus.endOffsets(TOPICS.interactions);
    const log = await this.#read(tenantId, ends, signal);
    const facts = await factsOf(definition, log, signal);
    const times = log.time.reduce((latest, time) => Math.max(latest, time), 0);
    const sources = [...ends].map(([partition, next]) => ({ topic: TOPICS.interactions, partition, next }));
    const position = StatisticsPosition.fromPartial({
      ...{ complete: true, sources },
      ...(times > 0 ? { time: new Date(times) } : {}),
    });
    return { sums: sumsOf(facts, signal), position };
  }

  async #read(
    tenant: string,
    ends: ReadonlyMap<number, number>,
    signal: AbortSignal | undefined,
  ): Promise<InteractionLog> {
    const builder = new InteractionLogBuilder();
    const clock = eventClock(this.deps);
    const { bus, log = bus } = this.deps;
    for await (const batch of log.read({ topic: TOPICS.interactions, ...(signal ? { signal } : {}) })) {
      const isBefore = ({ partition, offset }: BusMessage): boolean =>
        partition === ARCHIVE_PARTITION || offset < (ends.get(partition) ?? 0);
      const events = batch.filter((message) => isBefore(message) && !isRetraction(message));
      // The consumer of the topic reports unreadable ones.
      readMessages(events, ({ value }) => {
        const { tenantId, time, ...event } = decodeMessage(TOPICS.interactions, value);
        const ms = time?.getTime();
        if (tenantOf(tenantId) !== tenant || ms === undefined || clockFault(ms, clock)) return;
        builder.add({ ...event, time: ms });
      });
      await nextTurn(signal);
    }
    // A read that is stopped may just end.
    signal?.throwIfAborted();
    return builder.build();
  }
}

/** The facts of a log, as an evaluation counts them: what falls off a full history stays counted, and is forgotten as the purchase before. */
async function factsOf(
  definition: StatisticsDefinition,
  log: InteractionLog,
  signal: AbortSignal | undefined,
): Promise<FactColumns> {
  const facts = new FactColumns();
  const others = [...new Set(log.type)].filter((type) => !definition.isPurchase(type));
  for (const evidence of [0 as const, ...others]) {
    const counts = (type: number): boolean => (evidence === 0 ? definition.isPurchase(type) : type === evidence);
    for (let first = 0; first < log.users.length; first += A_TURN) {
      const builder = new SessionLogBuilder();
      const end = Math.min(log.users.length, first + A_TURN);
      for (let user = first; user < end; user++) builder.addUser(eventsOf(definition, log, user, counts));
      const { item, day, region, gap } = purchaseFacts(builder.build(), log.items.length);
      item.forEach((number, n) => {
        const ofPurchase = evidence === 0 ? { region: log.regions[region[n]!]!, gap: gap[n]! } : { region: '', gap: 0 };
        facts.add({ itemId: log.items[number]!, day: day[n]!, ...ofPurchase, evidence });
      });
      await nextTurn(signal);
    }
  }
  return facts;
}

function* eventsOf(
  definition: StatisticsDefinition,
  { userOffsets, item, type, time, region }: InteractionLog,
  user: number,
  counts: (type: number) => boolean,
): Generator<SessionEvent> {
  for (let row = userOffsets[user]!; row < userOffsets[user + 1]!; row++) {
    if (!counts(type[row]!)) continue;
    const place = row - userOffsets[user]!;
    yield { item: item[row]!, day: definition.day(time[row]!), hour: 0, region: region[row]!, place };
  }
}

async function* sumsOf(facts: FactColumns, signal: AbortSignal | undefined): AsyncGenerator<ItemSums> {
  let items = 0;
  for (const [itemId, list] of facts.byItem()) {
    const sums = noSums(itemId);
    for (const fact of list) addFact(sums, fact);
    yield sums;
    if (++items % A_TURN === 0) await nextTurn(signal);
  }
}

const numberOf = (numbers: Map<string, number>, text: string): number => entryOf(numbers, text, () => numbers.size);
