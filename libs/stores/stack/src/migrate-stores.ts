import { AUDIT_TOPIC, CONTROL_SEALS_TOPIC, SEATS_TOPIC, SPENDING_TOPIC, TOPICS } from '@stars/contracts';
import { StarsError } from '@stars/errors';
import { openStack } from './open-stack.js';
import type { OpenStackOptions } from './stack.js';
import type { StackConfig } from './stack-config.js';

const TOPICS_OF_ALL: readonly string[] = [
  ...Object.values(TOPICS),
  SPENDING_TOPIC,
  SEATS_TOPIC,
  AUDIT_TOPIC,
  CONTROL_SEALS_TOPIC,
];

/** Whether a store answered that this user may not do it. Services wait then, because another user may: this is the other one. */
function lacksRights(error: unknown): boolean {
  for (let at = error; at instanceof Error; at = at.cause) {
    const { type, status } = at as { type?: string; status?: number };
    if (type?.endsWith('_AUTHORIZATION_FAILED') || status === 403) return true;
  }
  return false;
}

/**
 * Lets all stores gain what this version needs of them: topics, fields of indexes, tables. Nothing that is there is taken away, so an
 * older version goes on beside it. Stores gain the same when a service opens them: this does it before any does, and says what does not fit.
 * Errors: `STARS_UNAVAILABLE`; `STARS_CONFIG_INVALID`, `STARS_UNREADABLE_FILE` if a store cannot be used by this version, or not with
 * these rights.
 */
export async function migrateStores(config: StackConfig, options: OpenStackOptions = {}): Promise<void> {
  try {
    const stack = await openStack(config, options);
    try {
      await stack.bus.makeTopics(TOPICS_OF_ALL);
    } finally {
      await stack.close();
    }
  } catch (cause) {
    if (!lacksRights(cause)) throw cause;
    const message = `the migration needs the rights of an operator: ${(cause as Error).message}`;
    throw new StarsError('STARS_CONFIG_INVALID', message, { cause });
  }
}
