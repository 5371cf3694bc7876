import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { orderEvents } from './order-events.js';
import { RECORDED } from './testing/recorded.js';

const [cancelled, plain, returned] = RECORDED.orders;
const [line] = plain.items;
const VISITOR_ID = '0123456789abcdef0123456789abcdef';

describe('an order of Medusa', () => {
  it('is a purchase for each line', () => {
    expect(orderEvents(plain)).toEqual([
      {
        event_id: `medusa/${line!.id}`,
        user_id: plain.customer_id,
        item_id: line!.product_id,
        type: 'purchase',
        time: plain.created_at,
        quantity: 1,
        region: plain.region_id,
      },
    ]);
  });

  it('that was cancelled is taken back when it was cancelled', () => {
    const [purchase, refund] = orderEvents(cancelled);
    const { user_id, item_id, region } = purchase!;
    const event_id = `${purchase!.event_id}/refund`;
    const time = cancelled.canceled_at;
    expect(refund).toEqual({ user_id, item_id, region, event_id, type: 'refund', time });
  });

  it('takes a line back that came back whole', () => {
    expect(orderEvents(returned).map(({ type }) => type)).toEqual(['purchase', 'refund']);
    const items = returned.items.map((each) => ({ ...each, detail: { quantity: 2, return_received_quantity: 1 } }));
    expect(orderEvents({ ...returned, items }).map(({ type }) => type)).toEqual(['purchase']);
  });

  it('of a guest is of the browser, and of a customer is of the customer', () => {
    const order = { ...plain, metadata: { stars_visitor: VISITOR_ID } };
    expect(orderEvents(order)[0]).toMatchObject({ user_id: plain.customer_id });
    const [event] = orderEvents({ ...order, customer: { has_account: false } });
    expect(event).toMatchObject({ anonymous_id: VISITOR_ID });
    expect(event).not.toHaveProperty('user_id');
  });

  it('has the answer that a line came from', () => {
    const items = [{ ...line!, metadata: { stars_recommendation: 'r-1' } }];
    expect(orderEvents({ ...plain, items })[0]).toMatchObject({ recommendation_id: 'r-1' });
  });

  it('whatever its pages wrote into its metadata, is of nobody else', () => {
    fc.assert(
      fc.property(fc.anything(), fc.anything(), (visitor, recommendation) => {
        const metadata = { stars_visitor: visitor };
        const items = [{ ...line!, metadata: { stars_recommendation: recommendation } }];
        const [event] = orderEvents({ ...plain, metadata, items, customer: { has_account: false } });
        expect(event!.user_id ?? event!.anonymous_id).toBe(event!.user_id ? plain.customer_id : visitor);
        expect(['string', 'undefined']).toContain(typeof event!.recommendation_id);
      }),
    );
  });

  it('that is a draft, or of nobody, is no purchase', () => {
    expect(orderEvents({ ...plain, status: 'draft' })).toEqual([]);
    expect(orderEvents({ ...plain, customer_id: null, customer: null })).toEqual([]);
    expect(orderEvents({ ...plain, items: [{ ...line!, product_id: null }] })).toEqual([]);
  });
});
