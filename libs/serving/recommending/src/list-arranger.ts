import { attributeOf, type Filter, type RuleEffect } from '@stars/contracts';
import {
  type ArrangedItem,
  type Arrangement,
  arrange,
  type CapRule,
  type ListRules,
  type Pin,
  poolSize,
  type RankedItem,
} from '@stars/ranking';
import { type VectorIndex } from '@stars/vector-index';
import type { Degradations } from './degradations.js';
import type { ItemCard, ItemCards } from './item-cards.js';
import { type GroupsOfItem, groupsOfCard, type ItemGroups } from './item-groups.js';
import type { RecommendingMetrics } from './recommending-metrics.js';
import { type HeldRules, NO_RULES } from './rules/held-rules.js';
import type { MatchingItems } from './rules/matching-items.js';

/** Ranked items for each place where some may be variants of one product. */
const PER_PLACE = 4;

export interface ArrangeQuestion {
  tenantId: string;
  /** The version whose vectors give similarity; absent without a model. */
  modelVersion?: string | undefined;
  shown: number;
  rules: ListRules;
  /** Rules of a merchandiser that act; default: none. */
  held?: HeldRules;
  random: () => number;
  /** No variant of these items is shown either. */
  besides?: readonly string[];
  /** All variants of a product are shown: the request names what it wants. */
  withVariants?: boolean;
}

/** An item in its place, and the rules that acted on it. */
export type RuledItem = ArrangedItem & { effects?: readonly RuleEffect[] };

/** The list, and how many ranked items were left out because a better one is a variant of the same product. */
export type ArrangedList = Omit<Arrangement, 'items'> & { items: RuledItem[]; variants: number };

export interface ListArrangerDeps {
  cards: ItemCards;
  groups: Pick<ItemGroups, 'read'>;
  vectors: VectorIndex;
  matching: Pick<MatchingItems, 'find'>;
  metrics: RecommendingMetrics;
}

/** Arranges a ranking by a request's rules, with one variant of each product. */
export class ListArranger {
  constructor(private readonly deps: ListArrangerDeps) {}

  /** How many ranked items a list is made of. */
  poolSize(tenantId: string, shown: number, rules: ListRules): number {
    return poolSize(shown, rules) * (this.deps.cards.haveVariants(tenantId) ? PER_PLACE : 1);
  }

  /** The items that pass a rule's filter. Without the catalogue, none is known to: the degradation is noted. */
  findMatching(
    tenantId: string,
    itemIds: readonly string[],
    filter: Filter,
    degradations: Degradations,
  ): Promise<ReadonlySet<string>> {
    return degradations.orElse<ReadonlySet<string>>('item catalogue', new Set(), () =>
      this.deps.matching.find(tenantId, itemIds, filter),
    );
  }

  /** Without the catalogue, caps are not applied, and variants not known; without the index, nothing is spread. The degradation is noted. */
  arrange(ranked: readonly RankedItem[], question: ArrangeQuestion, degradations: Degradations): Promise<ArrangedList> {
    return this.deps.metrics.stage('arrange', async () => {
      const { tenantId, modelVersion, shown, random, held = NO_RULES, withVariants } = question;
      const pins = question.rules.pins ?? [];
      const matches = await this.#match(ranked, question, degradations);
      const rules = withMatches(question.rules, held, matches);
      // Without variants, no item stands for another.
      const others = this.deps.cards.haveVariants(tenantId) ? (question.besides ?? []) : [];
      const ids = [...ranked.map(({ itemId }) => itemId), ...pins.map(({ item }) => item.itemId), ...others];
      const [items, vectors, attributes] = await Promise.all([
        degradations.orElse<(ItemCard | undefined)[]>('item catalogue', [], () => this.deps.cards.get(tenantId, ids)),
        rules.diversity && modelVersion !== undefined
          ? degradations.orElse<(Float32Array | undefined)[]>('vector index', [], () =>
              this.deps.vectors.getVectors(tenantId, modelVersion, ids),
            )
          : [],
        this.#attributes(tenantId, rules.caps, ids, degradations),
      ]);
      const placeOf = new Map(ids.map((itemId, place) => [itemId, place]));
      const groupOf = (itemId: string): string | undefined => items[placeOf.get(itemId)!]?.itemGroupId;
      const groups = new Set(others.map(groupOf));
      const isOther = (itemId: string): boolean => {
        const group = groupOf(itemId);
        return !group || withVariants || (!groups.has(group) && !!groups.add(group));
      };
      const pinned = pins
        .filter(({ item }) => isOther(item.itemId))
        .map((pin) => ({ ...pin, item: ranked.find(({ itemId }) => itemId === pin.item.itemId) ?? pin.item }));
      const pinnedIds = new Set(pinned.map(({ item }) => item.itemId));
      const products = ranked.filter(({ itemId }) => pinnedIds.has(itemId) || isOther(itemId));
      const arrangement = arrange({
        ranked: products.map((item, position) => ({ ...item, position })),
        ...{ shown, random, rules: { ...rules, pins: pinned } },
        vectorOf: (itemId) => vectors[placeOf.get(itemId)!],
        valuesOf: (itemId, cap) => {
          const place = placeOf.get(itemId)!;
          return attributes.has(cap) ? (attributes.get(cap)![place] ?? []) : groupsOfCard(items[place], by(cap));
        },
      });
      const before = new Map(products.map(({ itemId }, place) => [itemId, place]));
      const ruled = arrangement.items.map((item) => ({
        ...item,
        effects: effectsOf(item, { held, matches, pins: pinned, before, shown }),
      }));
      return { ...arrangement, items: ruled, variants: ranked.length - products.length };
    });
  }

  /** The items that a merchandiser's boosts and shares are about. */
  async #match(
    ranked: readonly RankedItem[],
    { tenantId, rules, held = NO_RULES }: ArrangeQuestion,
    degradations: Degradations,
  ): Promise<Matches> {
    if (held.boosts.length === 0 && held.shares.length === 0) return { boosts: [], shares: [] };
    const ids = [...ranked.map(({ itemId }) => itemId), ...(rules.pins ?? []).map(({ item }) => item.itemId)];
    const find = ({ items }: { items: Filter }) => this.findMatching(tenantId, ids, items, degradations);
    const [boosts, shares] = await Promise.all([held.boosts, held.shares].map((of) => Promise.all(of.map(find))));
    return { boosts: boosts!, shares: shares! };
  }

  /** The values of items, of the caps by attribute. */
  async #attributes(
    tenantId: string,
    caps: readonly CapRule[],
    ids: readonly string[],
    degradations: Degradations,
  ): Promise<Map<CapRule, GroupsOfItem[]>> {
    const values = new Map<CapRule, GroupsOfItem[]>();
    for (const cap of caps)
      if (attributeOf(cap.field) !== undefined)
        values.set(cap, await this.deps.groups.read({ tenantId, ...by(cap) }, ids, degradations));
    return values;
  }
}

const by = ({ field, level }: CapRule) => ({ field, level });

/** Items of each boost and of each share, in the order of the rules. */
interface Matches {
  boosts: readonly ReadonlySet<string>[];
  shares: readonly ReadonlySet<string>[];
}

function withMatches(rules: ListRules, held: HeldRules, { boosts, shares }: Matches): ListRules {
  if (boosts.length === 0 && shares.length === 0) return rules;
  const logs = new Map<string, number>();
  for (const [n, { log }] of held.boosts.entries())
    for (const itemId of boosts[n]!) logs.set(itemId, (logs.get(itemId) ?? 0) + log);
  return {
    ...rules,
    boosts: logs.size > 0 ? logs : undefined,
    shares: held.shares.map(({ share }, n) => ({ share, itemIds: shares[n]! })),
  };
}

interface ArrangedBy {
  held: HeldRules;
  matches: Matches;
  /** Those that were eligible. */
  pins: readonly Pin[];
  /** Places in the ranking. */
  before: ReadonlyMap<string, number>;
  shown: number;
}

/** What a merchandiser's rules did to an item. */
function effectsOf(
  { itemId, position }: ArrangedItem,
  { held, matches, pins, before, shown }: ArrangedBy,
): RuleEffect[] {
  if (held.names.length === 0) return [];
  const place = before.get(itemId) ?? position;
  const effect = (rule: string, action: string): RuleEffect => ({ rule, action, moved: place - position });
  if (pins.some(({ item }) => item.itemId === itemId))
    return [effect(held.pins.find(({ item }) => item.itemId === itemId)!.rule, 'pin')];
  const boosts = held.boosts.filter((_, n) => matches.boosts[n]!.has(itemId));
  const isBelow = place >= shown - pins.length;
  const shares = isBelow ? held.shares.filter((_, n) => matches.shares[n]!.has(itemId)) : [];
  return [
    ...boosts.map(({ rule, log }) => effect(rule, log < 0 ? 'bury' : 'boost')),
    ...shares.map(({ rule }) => effect(rule, 'share')),
  ];
}
