import { StarsError } from '@stars/errors';
import { expect, it } from 'vitest';
import type { BusMessage } from './port.js';
import { readMessages } from './read-messages.js';

const messages = ['a', 'b', 'c'].map((id) => ({ id }) as BusMessage);

it('separates messages that cannot be read, with the path of the field', () => {
  const read: string[] = [];
  const poison = readMessages(messages, ({ id }) => {
    if (id === 'b') throw new StarsError('STARS_INVALID_FIELD', 'is no number', { field: 'items[0].price' });
    read.push(id);
  });
  expect(read).toEqual(['a', 'c']);
  expect(poison).toEqual([
    { message: messages[1], code: 'STARS_INVALID_FIELD', reason: 'items[0].price: is no number' },
  ]);
});

it('throws errors that do not concern the message', () => {
  const bug = new TypeError('a bug');
  const read = (): void => {
    throw bug;
  };
  expect(() => readMessages(messages, read)).toThrow(bug);
});
