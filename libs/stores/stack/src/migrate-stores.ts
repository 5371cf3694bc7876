import { AUDIT_TOPIC, CONTROL_SEALS_TOPIC, IMPORT_TOPICS, SEATS_TOPIC, SPENDING_TOPIC, TOPICS } from '@stars/contracts';
import { type OpenStackOptions, openStack } from './open-stack.js';
import type { StackConfig } from './stack-config.js';

const TOPICS_OF_ALL: readonly string[] = [
  ...Object.values(TOPICS),
  ...Object.values(IMPORT_TOPICS),
  SPENDING_TOPIC,
  SEATS_TOPIC,
  AUDIT_TOPIC,
  CONTROL_SEALS_TOPIC,
];

/**
 * Lets all stores gain what this version needs of them: topics, fields of indexes, tables. Nothing that is there is taken away, so an
 * older version goes on beside it. Stores gain the same when a service opens them: this does it before any does, and says what does not fit.
 * Errors: `STARS_UNAVAILABLE`; `STARS_CONFIG_INVALID`, `STARS_UNREADABLE_FILE` if a store cannot be used by this version.
 */
export async function migrateStores(config: StackConfig, options: OpenStackOptions = {}): Promise<void> {
  const stack = await openStack(config, options);
  try {
    await stack.bus.makeTopics(TOPICS_OF_ALL);
  } finally {
    await stack.close();
  }
}
