import { ALL_RULES, type Filter, LIMITS, type PutRuleRequest, RuleWarning } from '@stars/contracts';
import type { ItemCatalog } from '@stars/item-catalog';
import { saysUnusable } from '@stars/platform';
import type { LiveRules, NamedRule } from './live-rules.js';
import { newLocalTime } from './rule-conditions.js';
import { rulesOverlap } from './rules-overlap.js';

/** A code never changes its meaning. */
export const RULE_WARNING = {
  ended: 'RULE_ENDED',
  pinConflict: 'RULE_PIN_CONFLICT',
  unknownItem: 'RULE_UNKNOWN_ITEM',
  outOfStock: 'RULE_OUT_OF_STOCK',
  pinExcluded: 'RULE_PIN_EXCLUDED',
  noItems: 'RULE_NO_ITEMS',
  sharesTooLarge: 'RULE_SHARES_TOO_LARGE',
  notChecked: 'RULE_NOT_CHECKED',
} as const;

type Tried = Pick<PutRuleRequest, 'tenantId' | 'name'> & NamedRule;

/** Says what a person should look at in a rule: it may be put all the same. */
export class RuleWarnings {
  readonly #localTime: (ms: number) => string;

  /** @param timeZone IANA name of the shop's @param clock ms since 1970 */
  constructor(
    private readonly live: Pick<LiveRules, 'find'>,
    private readonly catalog: Pick<ItemCatalog, 'get' | 'filterIds' | 'latest'>,
    timeZone: string,
    private readonly clock: () => number,
  ) {
    this.#localTime = newLocalTime(timeZone);
  }

  /** Compares with the rules that are live. Without the catalogue, one warning says that items were not checked. */
  async find(tried: Tried): Promise<RuleWarning[]> {
    if (tried.name === ALL_RULES) return [];
    const now = this.#localTime(this.clock());
    const hasEnded = ({ rule: { until } }: NamedRule): boolean => until !== '' && until <= now;
    const others = this.live
      .find(tried.tenantId)
      .filter((other) => other.name !== tried.name && !hasEnded(other) && rulesOverlap(other.rule, tried.rule));
    const warnings = [
      ...(hasEnded(tried) ? [warning(RULE_WARNING.ended, `the rule ended at ${tried.rule.until}`)] : []),
      ...pinConflicts(tried, others),
      ...sharesTooLarge(tried, others),
    ];
    try {
      warnings.push(...(await this.#ofItems(tried, others)));
    } catch (error) {
      if (!saysUnusable(error)) throw error;
      warnings.push(warning(RULE_WARNING.notChecked, 'the item catalogue is away, so items were not checked'));
    }
    return warnings.slice(0, LIMITS.ruleWarnings);
  }

  async #ofItems(tried: Tried, others: readonly NamedRule[]): Promise<RuleWarning[]> {
    const filter = filterOf(tried);
    const noItems = filter && (await this.#isEmpty(tried.tenantId, filter));
    return [
      ...(noItems ? [warning(RULE_WARNING.noItems, 'no item of the catalogue passes the filter')] : []),
      ...(await this.#pinsThatCannotBeShown(tried)),
      ...(await this.#exclusions(tried, others)),
    ];
  }

  async #isEmpty(tenantId: string, filter: Filter): Promise<boolean> {
    return (await this.catalog.latest(tenantId, { filter }, { by: 'version', limit: 1 })).length === 0;
  }

  async #pinsThatCannotBeShown(tried: Tried): Promise<RuleWarning[]> {
    const ids = pinsOf(tried).map(({ itemId }) => itemId);
    if (ids.length === 0) return [];
    const known = await this.catalog.get(tried.tenantId, ids);
    const { regions = [] } = tried.rule.condition ?? {};
    const inStock = await Promise.all(
      (regions.length > 0 ? regions : ['']).map((region) => this.catalog.filterIds(tried.tenantId, ids, { region })),
    );
    return ids.flatMap((itemId, n) => {
      const of = { itemId };
      if (!known[n]) return [warning(RULE_WARNING.unknownItem, `item ${itemId} is not in the catalogue`, of)];
      if (inStock.some((passes) => passes[n])) return [];
      return [warning(RULE_WARNING.outOfStock, `item ${itemId} is out of stock where the rule acts`, of)];
    });
  }

  /** Pins of this rule that another one excludes, and pins of others that this one does. */
  async #exclusions(tried: Tried, others: readonly NamedRule[]): Promise<RuleWarning[]> {
    const pairs = others.flatMap((other) => [
      { pinning: tried, excluding: other, otherRule: other.name },
      { pinning: other, excluding: tried, otherRule: other.name },
    ]);
    const warnings: RuleWarning[] = [];
    for (const { pinning, excluding, otherRule } of pairs) {
      const ids = pinsOf(pinning).map(({ itemId }) => itemId);
      const action = excluding.rule.action!.action!;
      if (ids.length === 0 || (action.$case !== 'exclude' && action.$case !== 'only')) continue;
      const passes = await this.catalog.filterIds(tried.tenantId, ids, { filter: action.value });
      for (const [n, itemId] of ids.entries()) {
        if (passes[n] !== (action.$case === 'exclude')) continue;
        const text =
          pinning === tried ? `rule ${otherRule} excludes` : `rule ${otherRule} pins, and this one excludes,`;
        warnings.push(warning(RULE_WARNING.pinExcluded, `${text} item ${itemId}`, { otherRule, itemId }));
      }
    }
    return warnings;
  }
}

const warning = (code: string, message: string, about: Partial<RuleWarning> = {}): RuleWarning =>
  RuleWarning.fromPartial({ code, message, ...about });

const pinsOf = ({ rule }: NamedRule) => (rule.action?.action?.$case === 'pin' ? rule.action.action.value.pins : []);

/** The items that an action is about, if a filter says which. */
function filterOf({ rule }: NamedRule): Filter | undefined {
  const action = rule.action!.action!;
  if (action.$case === 'exclude' || action.$case === 'only') return action.value;
  return action.$case === 'boost' || action.$case === 'share' ? action.value.items : undefined;
}

function pinConflicts(tried: Tried, others: readonly NamedRule[]): RuleWarning[] {
  return pinsOf(tried).flatMap(({ itemId, position }) =>
    others.flatMap((other) => {
      const same = pinsOf(other).find((pin) => pin.position === position && pin.itemId !== itemId);
      if (!same) return [];
      const text = `rule ${other.name} pins item ${same.itemId} to position ${position} as well`;
      return [warning(RULE_WARNING.pinConflict, text, { otherRule: other.name, itemId })];
    }),
  );
}

const shareOf = ({ rule: { action } }: NamedRule): number =>
  action?.action?.$case === 'share' ? action.action.value.share : 0;

function sharesTooLarge(tried: Tried, others: readonly NamedRule[]): RuleWarning[] {
  const sharing = others.filter((other) => shareOf(other) > 0);
  const sum = sharing.reduce((total, other) => total + shareOf(other), shareOf(tried));
  if (shareOf(tried) === 0 || sharing.length === 0 || sum <= 1) return [];
  const names = sharing.map(({ name }) => name);
  const text = `with ${names.join(', ')}, ${Math.round(100 * sum)}% of a list are reserved`;
  return [warning(RULE_WARNING.sharesTooLarge, text, { otherRule: names[0]! })];
}
