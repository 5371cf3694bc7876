import { readUserDeletion } from './decode-message.js';
import { CONTROL_SEALS_TOPIC, CONTROL_TOPICS, TOPICS } from './topics.js';

const ALL_OF_IT: ReadonlySet<string> = new Set([...CONTROL_TOPICS, CONTROL_SEALS_TOPIC]);

/** Whether a topic has messages that decide what is served, what lists are like, how products are tagged, or who is deleted. */
export const hasControlMessages = (topic: string): boolean => topic === TOPICS.users || ALL_OF_IT.has(topic);

/** Whether it is such a message. What cannot be decoded is none: its consumer refuses it anyway. */
export function isControlMessage(topic: string, value: Uint8Array): boolean {
  return topic === TOPICS.users ? readUserDeletion(value) !== undefined : ALL_OF_IT.has(topic);
}
