import { describe, expect, it } from 'vitest';
import { decodeMessage } from './decode-message.js';
import { encodeItemStatistics, encodePurchaseFacts } from './encode-message.js';
import {
  type ItemStatistics,
  ItemSums,
  PurchaseFact,
  PurchaseFacts,
  StatisticsPosition,
} from './generated/stars/v1/statistics.js';
import { failureOf } from './testing/stars-failure.js';
import { TOPICS } from './topics.js';

describe('statistics of all users', () => {
  const fact = PurchaseFact.fromPartial({ offset: 7, itemId: 'i-1', day: 19_000, region: 'north', gap: 3 });
  const facts = PurchaseFacts.fromPartial({ definition: '1:UTC:any', step: 'facts', topic: 't', facts: [fact] });
  const name = { tenantId: '', definition: '1:UTC:any' };
  const item = ItemSums.fromPartial({ itemId: 'a/b', day: 19_000, purchases: 2, decayed: [1, 2], applied: 8 });
  const position = StatisticsPosition.fromPartial({ complete: true, next: 8, sources: [{ topic: 't', next: 9 }] });

  it('round-trip: steps of a definition keep their order, and each item has a state', () => {
    const step = encodePurchaseFacts(facts, 'one');
    expect(step).toMatchObject({ key: 'default/1:UTC:any', id: 'one' });
    expect(decodeMessage(TOPICS.purchaseFacts, step.value)).toEqual({ ...facts, tenantId: 'default' });
    const states: ItemStatistics['state'][] = [
      { $case: 'item', value: item },
      { $case: 'position', value: position },
    ];
    const encoded = states.map((state) => encodeItemStatistics({ ...name, state }, 'two'));
    expect(encoded.map(({ key }) => key)).toEqual(['default/1:UTC:any/a/b', 'default/1:UTC:any']);
    expect(encoded.map(({ value }) => decodeMessage(TOPICS.itemStatistics, value).state)).toEqual(states);
  });

  it.each<[Partial<PurchaseFacts>, string]>([
    [{ step: 'leap' }, 'STARS_INVALID_FIELD step'],
    [{ definition: '' }, 'STARS_FIELD_REQUIRED definition'],
    [{ facts: [{ ...fact, itemId: '' }] }, 'STARS_FIELD_REQUIRED facts[0].item_id'],
    [{ facts: [{ ...fact, gap: -1 }] }, 'STARS_OUT_OF_RANGE facts[0].gap'],
  ])('refuse %j', (changes, failure) => {
    expect(failureOf(() => encodePurchaseFacts({ ...facts, ...changes }, 'one'))).toBe(failure);
  });

  it('refuse sums that are no numbers, and states of nothing', () => {
    const state = { $case: 'item' as const, value: { ...item, decayed: [Number.NaN] } };
    expect(failureOf(() => encodeItemStatistics({ ...name, state }, 'x'))).toBe('STARS_OUT_OF_RANGE item.decayed[0]');
    expect(failureOf(() => encodeItemStatistics({ ...name, state: undefined }, 'x'))).toBe(
      'STARS_FIELD_REQUIRED state',
    );
  });
});
