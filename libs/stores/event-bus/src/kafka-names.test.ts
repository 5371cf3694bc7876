import { TOPICS } from '@stars/contracts';
import { describe, expect, it } from 'vitest';
import { groupOnBroker, topicOnBroker } from './kafka-names.js';

describe('names on the broker', () => {
  it('are those of the contracts under the default prefix, and begin with any other', () => {
    for (const topic of Object.values(TOPICS)) expect(topicOnBroker('stars', topic)).toBe(topic);
    expect(topicOnBroker('shop.eu', TOPICS.catalog)).toBe('shop.eu.v1.catalog');
    expect(topicOnBroker('shop', 'other')).toBe('shop.other');
    expect(groupOnBroker('shop', 'tagger')).toBe('shop.tagger');
  });
});
