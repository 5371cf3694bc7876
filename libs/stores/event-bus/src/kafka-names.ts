/**
 * The name of a topic on the broker: `stars.v1.x` becomes `PREFIX.v1.x`, and any other name gets the prefix in front.
 */
export const topicOnBroker = (prefix: string, topic: string): string =>
  topic.startsWith('stars.') ? `${prefix}.${topic.slice('stars.'.length)}` : `${prefix}.${topic}`;

export const groupOnBroker = (prefix: string, group: string): string => `${prefix}.${group}`;

/** The erasures of all topics: see erasure-log.ts. */
export const erasuresTopic = (prefix: string): string => `${prefix}.erasures`;
