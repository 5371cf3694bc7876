import { CandidateSource } from '@stars/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { innerProduct } from './inner-product.js';
import { reasonText } from './reason-texts/index.js';
import { type KnownItem, type ReasonContext, type ReasonItem, reasonWriter } from './reasons.js';

const NEXT = CandidateSource.CANDIDATE_SOURCE_NEXT_INTENT;
const GENERAL = CandidateSource.CANDIDATE_SOURCE_GENERAL_INTEREST;

const day = (n: number): number => Date.UTC(2017, 10, n, 12);
const vectors: Record<string, Float32Array> = {
  pasta: Float32Array.of(1, 0),
  // Longer than pasta, so that a raw inner product would prefer it.
  soap: Float32Array.of(5, 20),
  sauce: Float32Array.of(0.9, 0.3),
  stranger: Float32Array.of(-1, -1),
};
const likenessBy =
  (vectorOf: (itemId: string) => Float32Array | undefined): ReasonContext['likeness'] =>
  (itemId, knownId) => {
    const [item, known] = [vectorOf(itemId), vectorOf(knownId)];
    return item && known ? innerProduct(item, known) / Math.sqrt(innerProduct(known, known)) : Number.NaN;
  };
const pasta: KnownItem = {
  itemId: 'pasta',
  title: 'Fusilli',
  category: ['food', 'pasta'],
  purchases: 2,
  lastTime: day(3),
};
const soap: KnownItem = { itemId: 'soap', title: 'Soap bar', category: ['home'], purchases: 1, lastTime: day(9) };
const context = (part: Partial<ReasonContext> = {}): ReasonContext => ({
  history: [pasta, soap],
  likeness: likenessBy((itemId) => vectors[itemId]),
  timeZone: 'America/New_York',
  ...part,
});
const sauce = (source: CandidateSource, part: Partial<ReasonItem> = {}): ReasonItem => ({
  itemId: 'sauce',
  source,
  category: ['food', 'sauces'],
  ...part,
});

const reasonFor = (item: ReasonItem, user: ReasonContext): string => reasonText(reasonWriter(user)(item), 'en');

describe('reasonWriter', () => {
  it('explains next intent by a purchase that the item is bought together with', () => {
    const goesWith = (itemId: string, knownId: string): boolean => itemId === 'sauce' && knownId === 'pasta';
    expect(reasonFor(sauce(NEXT), context({ goesWith }))).toBe('Because you bought Fusilli');
    const last = { ...pasta, lastTime: day(10) };
    const history = [soap, last];
    expect(reasonFor(sauce(NEXT), context({ history, goesWith }))).toBe('Goes with Fusilli that you bought last');
    // The last basket goes before an earlier one that is more alike.
    const both = context({ history: [{ ...soap, lastTime: day(10) }, pasta], goesWith: () => true });
    expect(reasonFor(sauce(NEXT), both)).toBe('Goes with Soap bar that you bought last');
  });

  it('does not say that items go together because their vectors are alike', () => {
    const last = { ...pasta, lastTime: day(10), category: ['pasta'] };
    expect(reasonFor(sauce(NEXT), context({ history: [soap, last] }))).toBe('Because you bought Fusilli');
    expect(reasonFor(sauce(NEXT), context({ history: [soap, last], goesWith: () => false }))).not.toMatch(/Goes with/);
  });

  it('explains next intent by an item that was looked at before it names a usual category', () => {
    const viewed = { ...pasta, purchases: 0 };
    expect(reasonFor(sauce(NEXT), context({ history: [soap, viewed] }))).toBe('Because you looked at Fusilli');
    const carted = { ...viewed, carted: true };
    expect(reasonFor(sauce(NEXT), context({ history: [soap, carted] }))).toBe('Because you put Fusilli into your cart');
    expect(reasonFor(sauce(NEXT), context())).toBe('Like your usual food');
  });

  it('explains taste by the finest category bought from', () => {
    expect(reasonFor(sauce(GENERAL), context())).toBe('Like your usual food');
    const penne = sauce(GENERAL, { itemId: 'penne', category: ['food', 'pasta', 'penne'] });
    expect(reasonFor(penne, context())).toBe('Like your usual pasta');
    expect(reasonFor(sauce(GENERAL, { category: ['sauces'] }), context())).toBe('Because you bought Fusilli');
  });

  it('dates repeat purchases in the time zone of the data, from any list', () => {
    const item = sauce(NEXT, { itemId: 'pasta' });
    expect(reasonFor(item, context())).toBe('You bought this 2 times, last on 3 Nov 2017');
    const once = { ...pasta, purchases: 1, lastTime: Date.UTC(2017, 10, 4, 2) };
    expect(reasonFor(item, context({ history: [once] }))).toBe('You bought this on 3 Nov 2017');
    expect(reasonFor(item, context({ history: [once], timeZone: 'UTC' }))).toBe('You bought this on 4 Nov 2017');
  });

  it('names repeat candidates that were only viewed', () => {
    const viewed = sauce(CandidateSource.CANDIDATE_SOURCE_BUY_AGAIN, { itemId: 'pasta' });
    const history = [{ ...pasta, purchases: 0, lastTime: Date.UTC(2017, 10, 3, 12) }];
    expect(reasonFor(viewed, context({ history }))).toBe('You looked at this on 3 Nov 2017');
    const carted = history.map((item) => ({ ...item, carted: true }));
    expect(reasonFor(viewed, context({ history: carted }))).toBe('You put this into your cart on 3 Nov 2017');
    expect(reasonFor(viewed, context({ history: [] }))).toBe('Picked for you');
  });

  it('names popular, new and similar items', () => {
    const popular = sauce(CandidateSource.CANDIDATE_SOURCE_POPULAR);
    expect(reasonFor({ ...popular, popularIn: 'store 12' }, context())).toBe('Popular in store 12');
    expect(reasonFor(popular, context())).toBe('Popular now');
    expect(reasonFor(sauce(CandidateSource.CANDIDATE_SOURCE_NEWEST), context())).toBe('New in the catalogue');
    const similar = sauce(CandidateSource.CANDIDATE_SOURCE_SIMILAR, { itemId: 'pasta', similarTo: 'Penne' });
    expect(reasonFor(similar, context())).toBe('Similar to Penne');
    const other = sauce(CandidateSource.CANDIDATE_SOURCE_SIMILAR, { category: [] });
    expect(reasonFor(other, context())).toBe('Because you bought Fusilli');
  });

  it('claims nothing if nothing explains the item', () => {
    const stranger = sauce(NEXT, { itemId: 'stranger', category: ['toys'] });
    expect(reasonFor(stranger, context())).toBe('Picked for you');
    expect(reasonFor(sauce(GENERAL), context({ history: [] }))).toBe('Picked for you');
    expect(reasonFor(sauce(NEXT, { itemId: 'unknown', category: [] }), context())).toBe('Picked for you');
  });

  it('shortens long titles', () => {
    const long = { ...pasta, title: 'x'.repeat(1000) };
    const item = sauce(NEXT, { category: [] });
    expect(reasonFor(item, context({ history: [long] })).length).toBeLessThan(130);
  });

  it('is the same for any order of the history, and names only items in it', () => {
    const anyHistory = fc.uniqueArray(
      fc.record({
        itemId: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
        category: fc.constant(['food']),
        purchases: fc.integer({ min: 0, max: 3 }),
        lastTime: fc.integer({ min: 1, max: 4 }),
      }),
      { selector: (known) => known.itemId, minLength: 1 },
    );
    fc.assert(
      fc.property(anyHistory, fc.constantFrom(NEXT, GENERAL), fc.nat(), (rows, source, turn) => {
        const history = rows.map((row) => ({ ...row, title: `<${row.itemId}>` }));
        const turned = [...history.slice(turn % history.length), ...history.slice(0, turn % history.length)];
        const likeness = likenessBy((itemId) => Float32Array.of(1, itemId.charCodeAt(0) % 2));
        const item = sauce(source, { category: ['toys'] });
        const reason = reasonFor(item, context({ history, likeness }));
        expect(reasonFor(item, context({ history: turned, likeness }))).toBe(reason);
        const named = /<.>/.exec(reason)?.[0];
        expect(history.map((known) => known.title)).toContain(named);
      }),
    );
  });
});
