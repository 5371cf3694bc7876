import { InteractionLogBuilder } from '@stars/features';
import { expect, test } from 'vitest';
import { popularityOf } from './popularity.js';

test('what is popular is what people buy, however often something else is viewed', () => {
  const builder = new InteractionLogBuilder();
  const add = (userId: string, itemId: string, type: number, time = 1): void =>
    builder.add({ userId, itemId, type, time, region: 'north', sessionId: '' });
  for (let user = 0; user < 20; user++) {
    add(`user ${user}`, 'a poster', 1);
    add(`user ${user}`, user < 5 ? 'a cup' : 'a bowl', 2);
    if (user < 3) add(`user ${user}`, 'a cup', 3);
  }
  add('user 9', 'a bowl', 3);
  const log = builder.build();
  expect(popularityOf(log, 'purchase')).toEqual({
    global: ['a cup', 'a bowl'],
    byRegion: { north: ['a cup', 'a bowl'] },
  });
  expect(popularityOf(log, 'view').global).toEqual(['a poster']);
  expect(popularityOf(log).global[0]).toBe('a poster');
  // Months of views without a purchase.
  add('user 1', 'a poster', 1, 100 * 86_400_000);
  expect(popularityOf(builder.build(), 'purchase').global).toEqual(['a cup', 'a bowl']);
});
