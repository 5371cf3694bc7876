import { ALL_RULES, type Rule, type RuleHistory, RuleState, TOPICS, tenantOf } from '@stars/contracts';
import type { EventBus } from '@stars/event-bus';
import type { Logger } from '@stars/platform';
import { VersionedSettings } from '../versioned-settings.js';

export interface NamedRule {
  name: string;
  rule: Rule;
}

/** The rule that is stronger comes first. */
export const byPrecedence = (a: NamedRule, b: NamedRule): number =>
  b.rule.priority - a.rule.priority || (a.name < b.name ? -1 : 1);

/** The rules of tenants that act now, as far as their times and conditions hold. */
export class LiveRules extends VersionedSettings<RuleHistory> {
  readonly #live = new Map<string, readonly NamedRule[]>();

  constructor(bus: EventBus, logger: Logger) {
    super(bus, TOPICS.rules, 'rule', logger);
  }

  /** Live ones, in the order in which they act: by priority, then by name. The list is the same object until a rule changes. */
  find(tenantId: string): readonly NamedRule[] {
    return this.#live.get(tenantOf(tenantId)) ?? [];
  }

  protected override changed(tenant: string): void {
    const named = [...this.storedBy(tenant)].flatMap(([name, { history }]): NamedRule[] => {
      const { rule } = history.versions[0]!;
      return rule ? [{ name, rule }] : [];
    });
    const isLive = ({ rule }: NamedRule): boolean => rule.state === RuleState.RULE_STATE_LIVE;
    const all = named.find(({ name }) => name === ALL_RULES);
    const live = all && !isLive(all) ? [] : named.filter((each) => each !== all && isLive(each));
    live.sort(byPrecedence);
    this.#live.set(tenant, live);
  }
}
