import { AUDIT_TOPIC, CONTROL_SEALS_TOPIC, IMPORT_TOPICS, SEATS_TOPIC, SPENDING_TOPIC, TOPICS } from '@stars/contracts';
import type { EventBus } from '@stars/event-bus';

const TOPICS_OF_ALL: readonly string[] = [
  ...Object.values(TOPICS),
  ...Object.values(IMPORT_TOPICS),
  SPENDING_TOPIC,
  SEATS_TOPIC,
  AUDIT_TOPIC,
  CONTROL_SEALS_TOPIC,
];

/**
 * Makes the topics that are missing; those that are there stay as they are. Services make them too, when they first use them: whoever
 * counts lag from outside needs them before. Returns their names. Errors: `STARS_UNAVAILABLE`.
 */
export async function makeTopics(bus: EventBus): Promise<readonly string[]> {
  for (const topic of TOPICS_OF_ALL) await bus.publish(topic, []);
  return TOPICS_OF_ALL;
}
