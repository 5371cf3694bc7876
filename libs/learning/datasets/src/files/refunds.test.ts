import { decodeMessage, Interaction, InteractionType, TOPICS } from '@stars/contracts';
import { expect, it } from 'vitest';
import { Refunds } from './refunds.js';

const bought = Interaction.fromPartial({
  ...{ tenantId: 'default', eventId: 'e', userId: 'u', itemId: 'i', time: new Date(5) },
  type: InteractionType.INTERACTION_TYPE_PURCHASE,
});

it('of an order are refunds of its items, never before their purchase, and the same when they come again', () => {
  const refunds = new Refunds();
  refunds.add('default', 'A', new Date(9));
  refunds.add('default', 'early', new Date(1));
  refunds.add('default', 'elsewhere', new Date(9));
  const [refund, again, early] = ['A', 'A', 'early'].map((order) => refunds.refundOf(bought, order)!);
  const type = InteractionType.INTERACTION_TYPE_REFUND;
  expect(decodeMessage(TOPICS.interactions, refund!.value)).toMatchObject({ userId: 'u', type, time: new Date(9) });
  expect(again).toEqual(refund);
  expect(decodeMessage(TOPICS.interactions, early!.value).time).toEqual(new Date(5));
  expect(refunds.refundOf(bought, 'other')).toBeUndefined();
  expect(refunds.refundOf(bought, '')).toBeUndefined();
  expect([refunds.orders, refunds.unmatched, refunds.ofItems]).toEqual([3, 1, 3]);
});
