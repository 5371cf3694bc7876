import { describe } from 'vitest';
import { contractBench, type EventBusPlace } from './contract-bench.js';
import { describeDeadLetterContract } from './contract-dead-letters.js';
import { describeGroupContract } from './contract-groups.js';
import { describeLogContract } from './contract-log.js';
import { describePauseContract } from './contract-pauses.js';
import { describePoisonContract } from './contract-poison.js';
import { describeRetryContract } from './contract-retries.js';

export { busMessage, type EventBusPlace } from './contract-bench.js';

/** What every event bus does. Assumes at-least-once delivery and nothing about partitions. */
export function describeEventBusContract(name: string, makePlace: () => Promise<EventBusPlace>): void {
  describe(`${name} as an event bus`, () => {
    const bench = contractBench(makePlace);
    describeLogContract(bench);
    describeGroupContract(bench);
    describePauseContract(bench);
    describeRetryContract(bench);
    describePoisonContract(bench);
    describeDeadLetterContract(bench);
  });
}
