import { TOPICS } from '@stars/contracts';
import { describe, expect, it } from 'vitest';
import { kafkaSettings } from './kafka/options.js';
import { groupOnBroker, topicOnBroker } from './kafka-names.js';

describe('names on the broker', () => {
  it('are those of the contracts under the default prefix, and begin with any other', () => {
    for (const topic of Object.values(TOPICS)) expect(topicOnBroker('stars', topic)).toBe(topic);
    expect(topicOnBroker('shop.eu', TOPICS.catalog)).toBe('shop.eu.v1.catalog');
    expect(topicOnBroker('shop', 'other')).toBe('shop.other');
    expect(groupOnBroker('shop', 'tagger')).toBe('shop.tagger');
  });

  it.each(['', '.shop', 'a b', 'é', 'x'.repeat(101)])('refuse the prefix "%s"', (prefix) => {
    expect(() => kafkaSettings({ brokers: ['b:1'], prefix })).toThrow(
      expect.objectContaining({ code: 'STARS_CONFIG_INVALID', field: 'prefix' }),
    );
  });

  it('need a broker; options that are undefined keep their defaults', () => {
    expect(() => kafkaSettings({ brokers: [] })).toThrow(expect.objectContaining({ field: 'brokers' }));
    expect(kafkaSettings({ brokers: ['b:1'], prefix: undefined, timeoutMs: undefined })).toMatchObject({
      prefix: 'stars',
      timeoutMs: 15_000,
    });
  });
});
