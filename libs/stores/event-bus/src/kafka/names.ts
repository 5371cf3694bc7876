/**
 * Where a topic lies on the broker: `stars.v1.x` becomes `PREFIX.v1.x`, and a name outside of `stars.` is put under
 * the prefix as a whole.
 */
export const topicOnBroker = (prefix: string, topic: string): string =>
  topic.startsWith('stars.') ? `${prefix}.${topic.slice('stars.'.length)}` : `${prefix}.${topic}`;

export const groupOnBroker = (prefix: string, group: string): string => `${prefix}.${group}`;

/** What was erased on which topic: see erasure-log.ts. */
export const erasuresTopic = (prefix: string): string => `${prefix}.erasures`;
