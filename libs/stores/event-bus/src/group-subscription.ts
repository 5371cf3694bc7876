import { StarsError } from '@stars/errors';
import { withinMs } from '@stars/platform';
import type { Lease } from './lease.js';
import type { Subscription } from './port.js';
import type { TopicConsumer } from './topic-consumer.js';

/** One consumer of a group on its topics. */
export class GroupSubscription implements Subscription {
  readonly #running: Promise<void>;
  #closing: Promise<void> | undefined;

  constructor(
    private readonly consumers: readonly TopicConsumer[],
    private readonly graceMs: number,
    private readonly closed: () => void,
  ) {
    this.#running = Promise.all(consumers.map((consumer) => consumer.run())).then(() => undefined);
  }

  leases(): Lease[] {
    return this.consumers.flatMap((consumer) => consumer.lease ?? []);
  }

  lost(lease: Lease): void {
    const consumer = this.consumers.find((candidate) => candidate.lease === lease);
    consumer?.leaseLost(new StarsError('STARS_UNAVAILABLE', `group ${lease.group} lost ${lease.topic.name}`));
  }

  /**
   * Waits for the current batch; after the grace period its signal is aborted. A handler that ignores the signal is left
   * behind without its lease. Errors: `STARS_DEADLINE_EXCEEDED`.
   */
  close(): Promise<void> {
    this.#closing ??= this.#end().finally(this.closed);
    return this.#closing;
  }

  async #end(): Promise<void> {
    for (const consumer of this.consumers) consumer.stop();
    if (await this.#ended()) return;
    const reason = new StarsError('STARS_DEADLINE_EXCEEDED', 'the consumer is closing and the batch took too long');
    for (const consumer of this.consumers) consumer.abort(reason);
    if (await this.#ended()) return;
    for (const consumer of this.consumers) consumer.leave();
    throw reason;
  }

  /** Whether all work ended within the grace period. */
  #ended(): Promise<boolean> {
    return withinMs(this.#running, this.graceMs, () => new Error('the batch takes too long')).then(
      () => true,
      () => false,
    );
  }
}
