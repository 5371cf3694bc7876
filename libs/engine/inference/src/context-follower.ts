import { DEFAULT_TENANT, decodeMessage, TOPICS } from '@stars/contracts';
import { isStarsError, type StarsError } from '@stars/errors';
import { ContextTimeline } from '@stars/features';
import { entryOf, type FollowedBus, repeat, TopicFollower } from '@stars/platform';

/** The context topic as timelines by tenant: up to date as of each call, or kept current in the background by `follow`. */
export class ContextFollower {
  readonly #timelines = new Map<string, ContextTimeline>();
  readonly #follower: TopicFollower;
  #followed = false;
  #readAt = Number.NEGATIVE_INFINITY;

  /** @param onPoison Called with a message that cannot be read. It is skipped: it must not hold up all later ones. */
  constructor(bus: FollowedBus, onPoison: (error: StarsError) => void = () => undefined) {
    this.#follower = new TopicFollower(bus, TOPICS.context, (value) => {
      try {
        const signal = decodeMessage(TOPICS.context, value);
        this.#of(signal.tenantId || DEFAULT_TENANT).add(signal);
      } catch (error) {
        if (!isStarsError(error)) throw error;
        onPoison(error);
      }
    });
  }

  /** Resolves once everything that is on the topic now was read. */
  async catchUp(): Promise<void> {
    await this.#follower.catchUp();
    this.#readAt = performance.now();
  }

  /** How long ago the topic was read to its end (ms); infinite before the first time. */
  get ageMs(): number {
    return performance.now() - this.#readAt;
  }

  async timeline(tenant: string): Promise<ContextTimeline> {
    if (!this.#followed) await this.catchUp();
    return this.#of(tenant);
  }

  /**
   * From now on reads the topic every so many ms, so that a request for a timeline never waits for the bus: it gets the last
   * state, even while the bus is away. Resolves, once the topic was read to its end, with a function that stops it.
   */
  async follow(everyMs: number, onError: (error: unknown) => void): Promise<() => void> {
    await this.catchUp();
    this.#followed = true;
    const stop = repeat(everyMs, () => this.catchUp().catch(onError));
    return () => {
      void stop();
      this.#followed = false;
    };
  }

  #of(tenant: string): ContextTimeline {
    return entryOf(this.#timelines, tenant, () => new ContextTimeline());
  }
}
