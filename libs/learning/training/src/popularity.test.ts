import { InteractionLogBuilder } from '@stars/features';
import { expect, test } from 'vitest';
import { popularityOf } from './popularity.js';

test('what is popular is what people buy, however often something else is viewed', () => {
  const builder = new InteractionLogBuilder();
  const add = (userId: string, itemId: string, type: number): void =>
    builder.add({ userId, itemId, type, time: 1, region: 'north', sessionId: '' });
  for (let user = 0; user < 20; user++) {
    add(`user ${user}`, 'a poster', 1);
    add(`user ${user}`, user < 5 ? 'a cup' : 'a bowl', 2);
    if (user < 3) add(`user ${user}`, 'a cup', 3);
  }
  add('user 9', 'a bowl', 3);
  const log = builder.build();
  expect(popularityOf(log, 2, 'purchase')).toEqual({
    global: ['a cup', 'a bowl'],
    byRegion: { north: ['a cup', 'a bowl'] },
  });
  expect(popularityOf(log, 2, 'view').global).toEqual(['a poster']);
  expect(popularityOf(log, 2).global[0]).toBe('a poster');
});
