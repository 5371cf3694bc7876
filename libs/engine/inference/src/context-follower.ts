import { DEFAULT_TENANT, decodeContext, TOPICS } from '@stars/contracts';
import type { StarsError } from '@stars/errors';
import { ContextTimeline } from '@stars/features';
import { entryOf, type FollowedBus, repeat, shareBytes, type TopicFollower } from '@stars/platform';
import { followValues } from './follow-topic.js';

/** Of a tenant: some 100 MB. Hourly weather of a hundred regions is kept for 160 days. */
const MOST_SIGNALS = 400_000;

/** The context of each tenant. */
export interface ContextSource {
  timeline(tenant: string): Promise<ContextTimeline>;
  /** How long ago the topic was read to its end (ms); infinite before the first time. */
  readonly ageMs: number;
}

/** The context topic as timelines by tenant, up to date as of each call. */
export class ContextFollower implements ContextSource {
  /** The same timelines as they were last read: nobody waits for the bus, even while it is away. */
  readonly lastKnown: ContextSource;

  readonly #timelines = new Map<string, ContextTimeline>();
  readonly #follower: TopicFollower;
  #readAt = Number.NEGATIVE_INFINITY;

  /** @param onPoison Called with the error of a message that cannot be read. */
  constructor(bus: FollowedBus, onPoison: (error: StarsError) => void = () => undefined) {
    const ageMs = () => this.ageMs;
    this.lastKnown = {
      timeline: async (tenant) => this.#of(tenant),
      get ageMs() {
        return ageMs();
      },
    };
    const take = (value: Uint8Array): void => {
      const signal = decodeContext(value);
      this.#of(signal.tenantId || DEFAULT_TENANT).add(signal);
    };
    this.#follower = followValues(bus, TOPICS.context, take, onPoison);
  }

  /** Resolves once everything that is on the topic now was read. */
  async catchUp(): Promise<void> {
    await this.#follower.catchUp();
    this.#readAt = performance.now();
  }

  get ageMs(): number {
    return performance.now() - this.#readAt;
  }

  async timeline(tenant: string): Promise<ContextTimeline> {
    await this.catchUp();
    return this.#of(tenant);
  }

  /** From now on reads the topic every so many ms. Resolves, once it was read to its end, with a function that stops it. */
  async follow(everyMs: number, onError: (error: unknown) => void): Promise<() => void> {
    await this.catchUp();
    const stop = repeat(everyMs, () => this.catchUp().catch(onError));
    return () => void stop();
  }

  #of(tenant: string): ContextTimeline {
    return entryOf(this.#timelines, tenant, () => new ContextTimeline(MOST_SIGNALS, shareBytes));
  }
}
