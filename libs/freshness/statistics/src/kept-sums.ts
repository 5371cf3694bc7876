import { randomUUID } from 'node:crypto';
import {
  decodeMessage,
  encodeItemStatistics,
  type ItemStatistics,
  type ItemSums,
  messageKey,
  partsOfKey,
  StatisticsPosition,
  TOPICS,
} from '@stars/contracts';
import { isStarsError } from '@stars/errors';
import { noSums } from '@stars/inference';
import { chunks, type FollowedMessage, TopicFollower } from '@stars/platform';
import type { StatisticsDeps } from './statistics-deps.js';

/** The statistics of one tenant and definition. */
export interface StatisticsName {
  tenantId: string;
  definition: string;
}

/** States of one call to the bus. */
const STATES_A_CALL = 2000;

/**
 * The topic of the item statistics in memory, as it was read: about 500 bytes an item of a definition that is complete. What another
 * process wrote is read before each use.
 */
export class KeptSums {
  /** Values of items by their keys; undefined where the definition has ended: it begins again from the log. */
  readonly #items = new Map<string, Uint8Array | undefined>();
  readonly #positions = new Map<string, StatisticsPosition>();
  readonly #follower: TopicFollower;
  /** Keys whose newest state another process replaced by an older one. */
  readonly #overwritten = new Set<string>();
  /** Tells its own messages from others. */
  readonly #writer = randomUUID().slice(-12);
  #written = 0;

  constructor(private readonly deps: Pick<StatisticsDeps, 'bus' | 'logger'>) {
    this.#follower = new TopicFollower(deps.bus, TOPICS.itemStatistics, (value, message) => this.#take(value, message));
  }

  catchUp(): Promise<void> {
    return this.#follower.catchUp();
  }

  /** Undefined if nothing was ever counted. */
  position(name: StatisticsName): StatisticsPosition | undefined {
    return this.#positions.get(keyOf(name));
  }

  /** Definitions of any tenant that are complete. */
  complete(): StatisticsName[] {
    return [...this.#positions].flatMap(([key, { complete }]) => (complete ? [nameOf(key)] : []));
  }

  itemIds(name: StatisticsName): string[] {
    const prefix = `${keyOf(name)}/`;
    return [...this.#items.keys()].flatMap((key) => (key.startsWith(prefix) ? [key.slice(prefix.length)] : []));
  }

  /** A copy. */
  sums(name: StatisticsName, itemId: string): ItemSums {
    const value = this.#items.get(`${keyOf(name)}/${itemId}`);
    return value === undefined ? noSums(itemId) : sumsOf(value);
  }

  /** Publishes states of items; then how far they are, so that a reader of the position has read the states. */
  async publish(
    name: StatisticsName,
    changed: Iterable<ItemSums> | AsyncIterable<ItemSums>,
    position: StatisticsPosition,
  ): Promise<void> {
    const states: ItemStatistics['state'][] = [];
    const flush = async (): Promise<void> => {
      await this.#publish(name, states.splice(0));
    };
    for await (const value of changed) {
      states.push({ $case: 'item', value });
      if (states.length === STATES_A_CALL) await flush();
    }
    await flush();
    await this.#publishOverwritten();
    await this.#publish(name, [{ $case: 'position', value: position }]);
  }

  async #publish(name: StatisticsName, states: readonly ItemStatistics['state'][]): Promise<void> {
    if (states.length === 0) return;
    const messages = states.map((state) => encodeItemStatistics({ ...name, state }, this.#nextId()));
    await this.deps.bus.publish(TOPICS.itemStatistics, messages);
    messages.forEach(({ key, value }, n) => {
      const state = states[n]!;
      if (state.$case === 'position') this.#setPosition(keyOf(name), state.value);
      else this.#items.set(key, Uint8Array.from(value));
    });
  }

  async #publishOverwritten(): Promise<void> {
    for (const keys of chunks([...this.#overwritten], STATES_A_CALL)) {
      const messages = keys.flatMap((key) => {
        const value = this.#items.get(key);
        return value ? [{ key, id: this.#nextId(), value }] : [];
      });
      await this.deps.bus.publish(TOPICS.itemStatistics, messages);
    }
    this.#overwritten.clear();
  }

  #nextId(): string {
    return `${this.#writer}-${(this.#written++).toString(36)}`;
  }

  #take(value: Uint8Array, { key, id }: FollowedMessage): void {
    if (id.startsWith(this.#writer)) return;
    try {
      const { state } = decodeMessage(TOPICS.itemStatistics, value);
      if (state?.$case === 'item') this.#takeItem(key, value, state.value);
      else if (state?.$case === 'position') this.#takePosition(key, state.value);
    } catch (err) {
      if (!isStarsError(err)) throw err;
      this.deps.logger.error({ err }, 'a state of the statistics cannot be read');
    }
  }

  #takeItem(key: string, value: Uint8Array, { applied }: ItemSums): void {
    const known = this.#items.get(key);
    // A process that was about to lose its partition may write late.
    if (known !== undefined && sumsOf(known).applied > applied) this.#overwritten.add(key);
    else this.#items.set(key, Uint8Array.from(value));
  }

  #takePosition(key: string, position: StatisticsPosition): void {
    const known = this.#positions.get(key);
    if (known === undefined || known.next <= position.next) this.#setPosition(key, position);
  }

  #setPosition(key: string, position: StatisticsPosition): void {
    this.#positions.set(key, position);
    if (position.complete) return;
    for (const [each, value] of this.#items) if (value && each.startsWith(`${key}/`)) this.#items.set(each, undefined);
  }
}

const keyOf = ({ tenantId, definition }: StatisticsName): string => messageKey(tenantId, definition);

function nameOf(key: string): StatisticsName {
  const { tenantId, id } = partsOfKey(key);
  return { tenantId, definition: id };
}

function sumsOf(value: Uint8Array): ItemSums {
  const { state } = decodeMessage(TOPICS.itemStatistics, value);
  return state?.$case === 'item' ? state.value : noSums('');
}
