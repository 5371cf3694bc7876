import type { FeatureSpec } from '../feature-spec.js';

/** A specification with every kind of input. */
export const smallSpec = (changes: Partial<FeatureSpec> = {}): FeatureSpec => ({
  version: 1,
  timeZone: 'UTC',
  country: 'US',
  holidays: ['Christmas Day', 'Thanksgiving Day'],
  itemSignals: [
    { name: 'display', values: [1, 2, 7] },
    { name: 'mailer', values: [1] },
  ],
  regionNumbers: [{ name: 'temperature', mean: 10, deviation: 4 }],
  regionCategories: [
    { name: 'event', values: ['fair', 'strike'] },
    { name: 'rain', values: ['false', 'true'] },
  ],
  userNumbers: [{ name: 'age', mean: 40, deviation: 10 }],
  userCategories: [{ name: 'segment', values: ['a', 'b'] }],
  tags: ['fresh', 'sweet'],
  ...changes,
});
