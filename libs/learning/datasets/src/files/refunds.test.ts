import { describe, expect, it } from 'vitest';
import { type Refund, Refunds } from './refunds.js';

const purchase = (more: Partial<Refund> = {}): Refund => ({
  ...{ tenantId: 'default', userId: 'u', itemId: 'i', orderId: '', time: 5 },
  ...more,
});

function refundsOf(...all: Partial<Refund>[]): Refunds {
  const refunds = new Refunds();
  for (const refund of all) refunds.add(purchase({ time: 9, ...refund }));
  return refunds;
}

describe('refunds', () => {
  it('of an order take back its items, or one of them', () => {
    const refunds = refundsOf({ orderId: 'A', itemId: '' }, { orderId: 'B', itemId: 'i' }, { orderId: 'C' });
    expect(refunds.takesBack(purchase({ orderId: 'A', itemId: 'x' }))).toBe(true);
    expect(refunds.takesBack(purchase({ orderId: 'A', itemId: 'y' }))).toBe(true);
    expect(refunds.takesBack(purchase({ orderId: 'B', itemId: 'j' }))).toBe(false);
    expect(refunds.takesBack(purchase({ orderId: 'B' }))).toBe(true);
    expect([refunds.takenBack, refunds.unmatched]).toEqual([3, 1]);
  });

  it('without an order take back one purchase of the user before them, each', () => {
    const refunds = refundsOf({}, { userId: 'v' });
    expect(refunds.takesBack(purchase({ time: 10 }))).toBe(false);
    expect(refunds.takesBack(purchase({ itemId: 'j' }))).toBe(false);
    expect(refunds.takesBack(purchase({ orderId: 'any' }))).toBe(true);
    expect(refunds.takesBack(purchase())).toBe(false);
    expect(refunds.unmatched).toBe(1);
  });
});
