import { CandidateSource } from '@stars/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { reasonText } from './reason-texts/index.js';
import { type KnownItem, type ReasonContext, type ReasonItem, reasonWriter } from './reasons.js';
import type { Claim } from './second-stage/evidence-claims.js';

const {
  CANDIDATE_SOURCE_NEXT_INTENT: NEXT,
  CANDIDATE_SOURCE_GENERAL_INTEREST: GENERAL,
  CANDIDATE_SOURCE_BUY_AGAIN: BUY_AGAIN,
  CANDIDATE_SOURCE_POPULAR: POPULAR,
} = CandidateSource;

const day = (n: number): number => Date.UTC(2017, 10, n, 12);
const NEVER = { purchases: 0, lastPurchase: 0, lastCart: 0, lastView: 0 };
const pasta: KnownItem = {
  ...NEVER,
  ...{ itemId: 'pasta', title: 'Fusilli', category: ['food', 'pasta'] },
  ...{ purchases: 2, lastPurchase: day(3) },
};
const soap: KnownItem = {
  ...NEVER,
  ...{ itemId: 'soap', title: 'Soap bar', category: ['home'] },
  ...{ purchases: 1, lastPurchase: day(9) },
};
const context = (part: Partial<ReasonContext> = {}): ReasonContext => ({
  history: [pasta, soap],
  lastPurchase: day(9),
  region: 'store 12',
  timeZone: 'America/New_York',
  ...part,
});
const sauce = (source: CandidateSource, part: Partial<ReasonItem> = {}): ReasonItem => ({
  itemId: 'sauce',
  source,
  category: ['food', 'sauces'],
  ...part,
});

const reasonFor = (item: ReasonItem, user: ReasonContext = context()): string =>
  reasonText(reasonWriter(user)(item), 'en');

describe('reasonWriter, of what the second stage ranked', () => {
  const of = (...evidence: (Claim['evidence'] | Omit<Claim, 'points'>)[]): Claim[] =>
    evidence.map((each, n) => ({ ...(typeof each === 'string' ? { evidence: each } : each), points: 9 - n }));
  const item = (itemId: string) => ({ evidence: 'item', itemId }) as const;
  const because = (claims: Claim[], part: Partial<ReasonItem> = {}, user = context()): string =>
    reasonFor(sauce(NEXT, { sells: true, claims, ...part }), user);

  it('names the largest claim that can be named', () => {
    expect(because(of('user', item('pasta'), 'category'))).toBe('Because you bought Fusilli');
    expect(because(of('category', item('pasta')))).toBe('Like your usual sauces');
    expect(because(of(item('gone'), item('pasta')))).toBe('Because you bought Fusilli');
    const untitled = context({ history: [{ ...pasta, title: '' }] });
    expect(because(of(item('pasta'), 'user'), {}, untitled)).toBe('Picked for you');
    expect(because(of('category', 'user'), { category: [''] })).toBe('Picked for you');
  });

  it('says what the user did with the item that it names', () => {
    const viewed = { ...pasta, ...NEVER, lastView: day(3) };
    const saying = (known: KnownItem): string => because(of(item('pasta')), {}, context({ history: [known] }));
    expect(saying(viewed)).toBe('Because you looked at Fusilli');
    expect(saying({ ...viewed, lastCart: day(2) })).toBe('Because you put Fusilli into your cart');
    expect(saying({ ...viewed, ...{ purchases: 1, lastPurchase: day(1) } })).toBe('Because you bought Fusilli');
  });

  it('names similar items by the strongest of them, and picks for you without one', () => {
    const similar = { evidence: 'similar', itemId: 'pasta' } as const;
    const viewed = context({ history: [{ ...pasta, ...NEVER, lastView: day(3) }] });
    expect(because(of('user', similar, 'category'), {}, viewed)).toBe('Because you looked at Fusilli');
    expect(because(of('user', 'similar'), {}, viewed)).toBe('Picked for you');
  });

  it('says what the user came back to', () => {
    const returned = { ...pasta, ...NEVER, lastView: day(3), returned: true };
    const saying = (known: KnownItem, claims: Claim[], itemId = 'sauce') =>
      because(claims, { itemId }, context({ history: [known] }));
    expect(saying(returned, of(item('pasta')))).toBe('Like Fusilli, which you came back to');
    expect(saying(returned, of('seen'), 'pasta')).toBe('You came back to this, last on 3 Nov 2017');
    expect(saying({ ...returned, returned: false }, of('seen'), 'pasta')).toBe('You looked at this on 3 Nov 2017');
    const carted = { ...returned, lastCart: day(2) };
    expect(saying(carted, of('seen'), 'pasta')).toBe('You put this into your cart on 2 Nov 2017');
    expect(saying(carted, of(item('pasta')))).toBe('Because you put Fusilli into your cart');
  });

  it('says that an item goes with one in the cart if many people buy both', () => {
    const carted = { ...pasta, ...NEVER, lastCart: day(3) };
    const pairs = (goes: boolean) => context({ history: [carted], goesWith: () => goes });
    expect(because(of(item('pasta')), {}, pairs(true))).toBe('Goes with Fusilli');
    expect(because(of(item('pasta')), {}, pairs(false))).toBe('Because you put Fusilli into your cart');
  });

  it('says that items go together if many people buy both and the last basket had the one', () => {
    const goesWith = (itemId: string, knownId: string): boolean => itemId === 'sauce' && knownId === 'soap';
    expect(because(of(item('soap')), {}, context({ goesWith }))).toBe('Goes with Soap bar that you bought last');
    expect(because(of(item('soap')), {}, context({ goesWith, lastPurchase: day(10) }))).toBe(
      'Because you bought Soap bar',
    );
    expect(because(of(item('soap')))).toBe('Because you bought Soap bar');
  });

  it('says what the user did with the item itself, by what raised it', () => {
    const both = context({ history: [{ ...pasta, lastCart: day(5), lastView: day(6) }] });
    const own = (claims: Claim[], user = both): string => because(claims, { itemId: 'pasta' }, user);
    expect(own(of('bought', 'seen'))).toBe('You bought this 2 times, last on 3 Nov 2017');
    expect(own(of('seen', 'bought'))).toBe('You put this into your cart on 5 Nov 2017');
    const viewed = context({ history: [{ ...pasta, ...NEVER, lastView: day(6) }] });
    expect(own(of('bought'), viewed)).toBe('You looked at this on 6 Nov 2017');
    expect(own(of('bought'), context({ history: [] }))).toBe('Popular now');
  });

  it('says that an item is popular if nothing of the user raised it, also one that the user had, but in a list to buy again', () => {
    expect(because([])).toBe('Popular now');
    expect(because([], { itemId: 'pasta' })).toBe('Popular now');
    expect(because([], { itemId: 'pasta' }, context({ buyAgain: true }))).toBe(
      'You bought this 2 times, last on 3 Nov 2017',
    );
    expect(because(of('region'))).toBe('Popular in store 12');
    expect(because(of('region'), {}, context({ region: '' }))).toBe('Popular now');
    expect(because(of('region', 'user'))).toBe('Picked for you');
    expect(because(of('region'), { sells: false })).toBe('Picked for you');
  });
});

describe('reasonWriter, of other rankings', () => {
  it('explains what a search found by the finest category bought from, and names no item', () => {
    for (const source of [NEXT, GENERAL]) {
      expect(reasonFor(sauce(source))).toBe('Like your usual food');
      const penne = sauce(source, { itemId: 'penne', category: ['food', 'pasta', 'penne'] });
      expect(reasonFor(penne)).toBe('Like your usual pasta');
      expect(reasonFor(sauce(source, { category: ['sauces'] }))).toBe('Picked for you');
      expect(reasonFor(sauce(source), context({ history: [{ ...pasta, ...NEVER, lastView: 1 }] }))).toBe(
        'Picked for you',
      );
    }
  });

  it('dates repeat purchases in the time zone of the data, from any list', () => {
    const item = sauce(NEXT, { itemId: 'pasta' });
    expect(reasonFor(item)).toBe('You bought this 2 times, last on 3 Nov 2017');
    const once = { ...pasta, purchases: 1, lastPurchase: Date.UTC(2017, 10, 4, 2) };
    expect(reasonFor(item, context({ history: [once] }))).toBe('You bought this on 3 Nov 2017');
    expect(reasonFor(item, context({ history: [once], timeZone: 'UTC' }))).toBe('You bought this on 4 Nov 2017');
  });

  it('names repeat candidates that were only viewed', () => {
    const viewed = sauce(BUY_AGAIN, { itemId: 'pasta' });
    const known = { ...pasta, ...NEVER, lastView: day(3) };
    expect(reasonFor(viewed, context({ history: [known] }))).toBe('You looked at this on 3 Nov 2017');
    const carted = { ...known, lastCart: day(2) };
    expect(reasonFor(viewed, context({ history: [carted] }))).toBe('You put this into your cart on 2 Nov 2017');
    expect(reasonFor(viewed, context({ history: [] }))).toBe('Picked for you');
  });

  it('names popular, new and similar items', () => {
    expect(reasonFor(sauce(POPULAR, { regional: true }))).toBe('Popular in store 12');
    expect(reasonFor(sauce(POPULAR))).toBe('Popular now');
    expect(reasonFor(sauce(CandidateSource.CANDIDATE_SOURCE_NEWEST))).toBe('New in the catalogue');
    const penne = { itemId: 'penne', title: 'Penne' };
    const similar = sauce(CandidateSource.CANDIDATE_SOURCE_SIMILAR, { itemId: 'pasta', because: penne });
    expect(reasonFor(similar)).toBe('Similar to Penne');
    const complement = sauce(CandidateSource.CANDIDATE_SOURCE_GOES_WITH, { because: penne });
    expect(reasonFor(complement)).toBe('Goes with Penne');
    expect(reasonFor(sauce(CandidateSource.CANDIDATE_SOURCE_TRENDING))).toBe('Trending now');
  });

  it('says since when an item is back and from what its price dropped, also of items that the user bought', () => {
    const { CANDIDATE_SOURCE_BACK_IN_STOCK: BACK, CANDIDATE_SOURCE_PRICE_DROPPED: DROPPED } = CandidateSource;
    const changed = { itemId: 'pasta', backSince: Date.UTC(2017, 10, 4, 2), prices: { before: 1200, now: 9.5 } };
    expect(reasonFor(sauce(BACK, changed))).toBe('Back in stock since 3 Nov 2017');
    expect(reasonFor(sauce(DROPPED, changed))).toBe('Was 1,200, now 9.50');
    expect(reasonText(reasonWriter(context())(sauce(DROPPED, changed)), 'de')).toBe('Vorher 1.200, jetzt 9,50');
    // In other lists, and where the catalogue is away, the reason is another.
    expect(reasonFor(sauce(BUY_AGAIN, changed))).toBe('You bought this 2 times, last on 3 Nov 2017');
    expect(reasonFor(sauce(DROPPED))).toBe('Picked for you');
  });
});

it('shortens long titles', () => {
  const long = { ...pasta, title: 'x'.repeat(1000) };
  const claims: Claim[] = [{ evidence: 'item', itemId: 'pasta', points: 1 }];
  expect(reasonFor(sauce(NEXT, { claims }), context({ history: [long] })).length).toBeLessThan(130);
});

it('is the same for any order of the history, and names only items in it', () => {
  const ids = ['a', 'b', 'c', 'd', 'e'];
  const times = fc.constantFrom(0, 1, 2, 3);
  const anyHistory = fc.uniqueArray(
    fc.record({
      ...{ itemId: fc.constantFrom(...ids), category: fc.constant(['food']), purchases: fc.nat(3) },
      ...{ lastPurchase: times, lastCart: times, lastView: times },
    }),
    { selector: (known) => known.itemId, minLength: 1 },
  );
  const anyClaim = fc.record({
    evidence: fc.constantFrom<Claim['evidence']>('bought', 'seen', 'category', 'item', 'user', 'region'),
    itemId: fc.constantFrom(...ids),
    points: fc.double({ min: 0.1, max: 9, noNaN: true }),
  });
  fc.assert(
    fc.property(anyHistory, fc.array(anyClaim), fc.constantFrom(...ids), fc.nat(), (rows, claims, itemId, turn) => {
      const history = rows.map((row) => ({ ...row, title: `<${row.itemId}>` }));
      const turned = [...history.slice(turn % history.length), ...history.slice(0, turn % history.length)];
      const item = sauce(NEXT, { itemId, claims, sells: true });
      const reason = reasonFor(item, context({ history }));
      expect(reasonFor(item, context({ history: turned }))).toBe(reason);
      const named = /<.>/.exec(reason)?.[0];
      if (named !== undefined) expect(history.map(({ title }) => title)).toContain(named);
    }),
  );
});
