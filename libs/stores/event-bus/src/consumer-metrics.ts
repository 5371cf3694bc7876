import type { Metrics } from '@stars/platform';
import type { FailureKind } from './failure-kind.js';
import type { PoisonMessage } from './port.js';

/** Counts of what consumers could not handle. */
export class ConsumerMetrics {
  readonly #failures;
  readonly #deadLetters;

  constructor(metrics: Metrics) {
    this.#failures = metrics.counter({
      name: 'stars_consumer_failures_total',
      help: 'Failed attempts to handle messages. `away`: a store is away, the messages wait; `refused`: a store will never take one of them; `unknown`.',
      labels: ['group', 'topic', 'kind'],
    });
    this.#deadLetters = metrics.counter({
      name: 'stars_dead_letters_total',
      help: 'Messages that a group gave up, by the topic that they come from and the code of the error.',
      labels: ['group', 'topic', 'code'],
    });
  }

  failed(group: string, topic: string, kind: FailureKind): void {
    this.#failures.inc({ group, topic, kind });
  }

  deadLettered(group: string, { message, code }: PoisonMessage): void {
    this.#deadLetters.inc({ group, topic: message.topic, code });
  }
}
