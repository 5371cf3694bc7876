import { CandidateSource, type Filter, type RecommendRequest } from '@stars/contracts';
import type { CapRule, RankedItem } from '@stars/ranking';
import { both, isNot } from '../eligibility.js';
import type { NamedRule } from './live-rules.js';

/** What the rules that act on a request do, in their order. */
export interface HeldRules {
  names: readonly string[];
  /** Of all that exclude, and of all that let only some items in. */
  filter: Filter | undefined;
  pins: readonly { rule: string; item: RankedItem; position: number }[];
  /** `log`: the logarithm of the factor. */
  boosts: readonly { rule: string; items: Filter; log: number }[];
  shares: readonly { rule: string; items: Filter; share: number }[];
  caps: readonly CapRule[];
}

export const NO_RULES: HeldRules = { names: [], filter: undefined, pins: [], boosts: [], shares: [], caps: [] };

/** Sorts rules by what they do. */
export function heldRules(rules: readonly NamedRule[]): HeldRules {
  if (rules.length === 0) return NO_RULES;
  const held = {
    names: rules.map(({ name }) => name),
    filter: undefined as Filter | undefined,
    pins: [] as HeldRules['pins'][number][],
    boosts: [] as HeldRules['boosts'][number][],
    shares: [] as HeldRules['shares'][number][],
    caps: [] as CapRule[],
  };
  for (const { name: rule, rule: said } of rules) {
    const action = said.action!.action!;
    if (action.$case === 'exclude') held.filter = both(held.filter, isNot(action.value));
    else if (action.$case === 'only') held.filter = both(held.filter, action.value);
    else if (action.$case === 'boost')
      held.boosts.push({ rule, items: action.value.items!, log: Math.log(action.value.factor) });
    else if (action.$case === 'share')
      held.shares.push({ rule, items: action.value.items!, share: action.value.share });
    else if (action.$case === 'cap') {
      const { field, level, items } = action.value;
      held.caps.push({ field, items, ...(level === undefined ? {} : { level }) });
    } else {
      const pins = action.value.pins.map(({ itemId, position }) => ({ rule, item: unranked(itemId), position }));
      held.pins.push(...pins.filter(({ item }) => !held.pins.some((other) => other.item.itemId === item.itemId)));
    }
  }
  return held;
}

/** What the ranking may not have. */
const unranked = (itemId: string): RankedItem => ({
  itemId,
  score: 0,
  source: CandidateSource.CANDIDATE_SOURCE_UNSPECIFIED,
  position: 0,
});

/** The pins whose items no exclusion of the request names, and that are among its candidates if it has any. */
export function allowedPins(
  pins: HeldRules['pins'],
  { excludeItemIds, candidateItemIds }: Pick<RecommendRequest, 'excludeItemIds' | 'candidateItemIds'>,
): HeldRules['pins'] {
  const excluded = new Set(excludeItemIds);
  const only = candidateItemIds.length > 0 ? new Set(candidateItemIds) : undefined;
  return pins.filter(({ item: { itemId } }) => !excluded.has(itemId) && only?.has(itemId) !== false);
}
