import { setTimeout as sleep } from 'node:timers/promises';
import { StarsError } from '@stars/errors';
import type { Lease } from './lease.js';
import type { Subscription } from './port.js';
import type { TopicConsumer } from './topic-consumer.js';

/** One consumer of a group on its topics. */
export class GroupSubscription implements Subscription {
  readonly #consumers: readonly TopicConsumer[];
  readonly #running: Promise<void>;
  readonly #graceMs: number;
  readonly #closed: () => void;
  #closing: Promise<void> | undefined;

  constructor(consumers: readonly TopicConsumer[], graceMs: number, closed: () => void) {
    this.#consumers = consumers;
    this.#graceMs = graceMs;
    this.#closed = closed;
    this.#running = Promise.all(consumers.map((consumer) => consumer.run())).then(() => undefined);
  }

  leases(): Lease[] {
    return this.#consumers.flatMap((consumer) => consumer.lease ?? []);
  }

  lost(lease: Lease): void {
    const consumer = this.#consumers.find((candidate) => candidate.lease === lease);
    consumer?.leaseLost(new StarsError('STARS_UNAVAILABLE', `group ${lease.group} lost ${lease.topic.name}`));
  }

  /**
   * Waits for the current batch; after the grace period its signal is aborted. A handler that ignores the signal is left
   * behind without its lease. Errors: `STARS_DEADLINE_EXCEEDED`.
   */
  close(): Promise<void> {
    this.#closing ??= this.#end().finally(this.#closed);
    return this.#closing;
  }

  async #end(): Promise<void> {
    for (const consumer of this.#consumers) consumer.stop();
    if (await this.#ended()) return;
    const reason = new StarsError('STARS_DEADLINE_EXCEEDED', 'the consumer is closing and the batch took too long');
    for (const consumer of this.#consumers) consumer.abort(reason);
    if (await this.#ended()) return;
    for (const consumer of this.#consumers) consumer.leave();
    throw reason;
  }

  /** Whether all work ended within the grace period. */
  async #ended(): Promise<boolean> {
    const over = new AbortController();
    const late = sleep(this.#graceMs, false, { signal: over.signal }).catch(() => false);
    return Promise.race([this.#running.then(() => true), late]).finally(() => over.abort());
  }
}
