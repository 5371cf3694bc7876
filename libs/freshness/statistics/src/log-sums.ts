import type { TopicLog } from '@stars/archive';
import {
  ARCHIVE_PARTITION,
  clockFault,
  countedType,
  decodeMessage,
  eventClock,
  IdSet,
  type InteractionType,
  type ItemSums,
  idBits,
  isBrowsing,
  PurchaseFact,
  StatisticsPosition,
  standingPlaces,
  standingType,
  TOPICS,
  tenantOf,
} from '@stars/contracts';
import { StarsError } from '@stars/errors';
import { type BusMessage, readMessages } from '@stars/event-bus';
import { Interner } from '@stars/features';
import { addFact, noSums, type StatisticsDefinition, statisticsDefinition } from '@stars/inference';
import { nextTurn, turnIsOver } from '@stars/platform';
import { purchaseFacts, type SessionEvent, SessionLogBuilder } from '@stars/ranking';
import { BucketedRows } from './bucketed-rows.js';
import type { StatisticsName } from './kept-sums.js';
import type { StatisticsDeps } from './statistics-deps.js';

/**
 * An event: `idBits` of the user and of the event, item, region and type by number, two halves of the time, and its place in the log:
 * the partition and two halves of the offset. There may be more users and events than memory has room for.
 */
const EVENT_WORDS = 12;
const [ITEM, REGION, TYPE, TIME, PARTITION, OFFSET] = [4, 5, 6, 7, 9, 10];
/** Item, day, region, gap and evidence, by number. */
const FACT_WORDS = 5;
const HALF = 2 ** 32;

/** The sums of a log, and how far they are. */
export interface CountedLog {
  sums: AsyncIterable<ItemSums>;
  position: StatisticsPosition;
}

/**
 * Counts the whole log of interactions, as a training reads it: without events that were erased or forgotten. Memory grows
 * with the items and regions alone.
 */
export class LogSums {
  readonly #items = new Interner();
  readonly #regions = new Interner();

  constructor(private readonly deps: Pick<StatisticsDeps, 'bus' | 'log' | 'clock' | 'eventTimes'>) {}

  /** Errors: `STARS_UNAVAILABLE` if another version of STARS counts so; the reason of an abort. Read all sums: then the disk is free again. */
  async count({ tenantId, definition: name }: StatisticsName, signal?: AbortSignal): Promise<CountedLog> {
    const definition = statisticsDefinition(name);
    if (definition === undefined) {
      throw new StarsError('STARS_UNAVAILABLE', `another version of STARS counts the statistics ${name}`);
    }
    // Facts of later events are summed one by one: the steps that name them come after this one.
    const ends = await this.deps.bus.endOffsets(TOPICS.interactions);
    const facts = new BucketedRows(FACT_WORDS);
    try {
      await using events = new BucketedRows(EVENT_WORDS);
      await this.#read(events, tenantId, ends, signal);
      const latest = await this.#findFacts(definition, events, facts, signal);
      const sources = [...ends].map(([partition, next]) => ({ topic: TOPICS.interactions, partition, next }));
      const position = StatisticsPosition.fromPartial({
        ...{ complete: true, sources },
        ...(latest > 0 ? { time: new Date(latest) } : {}),
      });
      return { sums: this.#sumsOf(facts, signal), position };
    } catch (error) {
      await facts[Symbol.asyncDispose]();
      throw error;
    }
  }

  async #read(
    events: BucketedRows,
    tenant: string,
    ends: ReadonlyMap<number, number>,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    const clock = eventClock(this.deps);
    const log: TopicLog = this.deps.log ?? this.deps.bus;
    for await (const batch of log.read({ topic: TOPICS.interactions, anyOrder: true, ...(signal ? { signal } : {}) })) {
      const isBefore = ({ partition, offset }: BusMessage): boolean =>
        partition === ARCHIVE_PARTITION || offset < (ends.get(partition) ?? 0);
      const standing = batch.filter(isBefore);
      // The consumer of the topic reports unreadable ones.
      readMessages(standing, ({ value, partition, offset }) => {
        const { tenantId, time, ...event } = decodeMessage(TOPICS.interactions, value);
        const ms = time?.getTime();
        if (tenantOf(tenantId) !== tenant || ms === undefined || clockFault(ms, clock) || isBrowsing(event.type))
          return;
        const [high, low] = idBits(event.userId);
        const id = event.eventId ? idBits(event.eventId) : [0, 0];
        const names = [this.#items.of(event.itemId), this.#regions.of(event.region), countedType(event)];
        events.add(low, [high, low, ...id, ...names, ...halves(ms), partition, ...halves(offset)]);
      });
      await events.flush();
      await nextTurn(signal);
    }
    // A read that is stopped may just end.
    signal?.throwIfAborted();
  }

  /**
   * The facts, as an evaluation counts them: what falls off a full history stays counted, and is forgotten as the purchase before. Returns
   * the time of the latest event, ms.
   */
  async #findFacts(
    definition: StatisticsDefinition,
    events: BucketedRows,
    facts: BucketedRows,
    signal: AbortSignal | undefined,
  ): Promise<number> {
    let latest = 0;
    for await (const rows of events.buckets()) {
      const order = inOrder(rows);
      for (const at of order) latest = Math.max(latest, whole(rows, at + TIME));
      const standing = [...usersOf(rows, order)].map((ofUser) => standingOf(rows, ofUser));
      const types = new Set(standing.flatMap((ofUser) => [...typesOf(rows, ofUser)]));
      const others = [...types].filter((type) => !definition.isPurchase(type));
      for (const evidence of [0 as const, ...others]) {
        const counts = (type: number): boolean => (evidence === 0 ? definition.isPurchase(type) : type === evidence);
        const builder = new SessionLogBuilder();
        for (const ofUser of standing) builder.addUser(eventsOf(definition, rows, ofUser, counts));
        const { item, day, region, gap } = purchaseFacts(builder.build(), this.#items.strings.length);
        item.forEach((number, n) => {
          const ofPurchase = evidence === 0 ? [region[n]!, gap[n]!] : [0, 0];
          facts.add(number, [number, day[n]!, ...ofPurchase, evidence]);
        });
        await facts.flush();
        await nextTurn(signal);
      }
    }
    return latest;
  }

  async *#sumsOf(facts: BucketedRows, signal: AbortSignal | undefined): AsyncGenerator<ItemSums> {
    await using buckets = facts;
    for await (const rows of buckets.buckets()) {
      const order = placesOf(rows, FACT_WORDS).sort(
        (a, b) => rows[a]! - rows[b]! || rows[a + 1]! - rows[b + 1]! || a - b,
      );
      let sums: ItemSums | undefined;
      for (const at of order) {
        const [item, day, region, gap, evidence] = rows.subarray(at, at + FACT_WORDS) as unknown as number[];
        const itemId = this.#items.strings[item!]!;
        if (sums !== undefined && sums.itemId !== itemId) yield sums;
        if (sums?.itemId !== itemId) sums = noSums(itemId);
        const ofPurchase = evidence === 0 ? { region: this.#regions.strings[region!]!, gap: gap! } : {};
        addFact(sums, PurchaseFact.fromPartial({ itemId, day: day!, ...ofPurchase, evidence: evidence! }));
        if (turnIsOver()) await nextTurn(signal);
      }
      if (sums !== undefined) yield sums;
    }
  }
}

const placesOf = (rows: Int32Array, width: number): Uint32Array =>
  new Uint32Array(rows.length / width).map((_, n) => n * width);

function* eventsOf(
  definition: StatisticsDefinition,
  rows: Int32Array,
  ofUser: ArrayLike<number>,
  counts: (type: number) => boolean,
): Generator<SessionEvent> {
  for (let place = 0; place < ofUser.length; place++) {
    const at = ofUser[place]!;
    if (!counts(standingType(rows[at + TYPE]!))) continue;
    const day = definition.day(whole(rows, at + TIME));
    yield { item: rows[at + ITEM]!, day, hour: 0, region: rows[at + REGION]!, place };
  }
}

const typesOf = (rows: Int32Array, ofUser: ArrayLike<number>): Set<InteractionType> =>
  new Set(Array.from(ofUser, (at) => standingType(rows[at + TYPE]!)));

/** The part of each user. @param order by user */
function* usersOf(rows: Int32Array, order: Uint32Array): Generator<Uint32Array> {
  let from = 0;
  for (let end = 1; end <= order.length; end++) {
    const [last, next] = [order[from]!, order[end]];
    if (next !== undefined && rows[next] === rows[last] && rows[next + 1] === rows[last + 1]) continue;
    yield order.subarray(from, end);
    from = end;
  }
}

/** Places of the user's events that stand, in the same order. */
const standingOf = (rows: Int32Array, ofUser: Uint32Array): ArrayLike<number> =>
  standingPlaces(ofUser, {
    itemAt: (at) => rows[at + ITEM]!,
    typeAt: (at) => rows[at + TYPE]!,
    timeAt: (at) => whole(rows, at + TIME),
  });

const halves = (number: number): [number, number] => [Math.floor(number / HALF), number % HALF];
const whole = (rows: Int32Array, at: number): number => rows[at]! * HALF + (rows[at + 1]! >>> 0);

/** Places of events by user and time; of equal times, the first of the log. Each event of a user once, as it came first. */
function inOrder(rows: Int32Array): Uint32Array {
  const ids = new IdSet();
  return placesOf(rows, EVENT_WORDS)
    .sort((a, b) => rows[a + PARTITION]! - rows[b + PARTITION]! || whole(rows, a + OFFSET) - whole(rows, b + OFFSET))
    .filter(
      (at) =>
        rows[at + 3] === 0 ||
        ids.addBits((rows[at]! ^ rows[at + 2]!) >>> 0, (rows[at + 1]! ^ rows[at + 3]!) >>> 0 || 1),
    )
    .sort(
      (a, b) => rows[a]! - rows[b]! || rows[a + 1]! - rows[b + 1]! || whole(rows, a + TIME) - whole(rows, b + TIME),
    );
}
