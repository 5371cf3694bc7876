import {
  type DeleteRuleRequest,
  encodeRuleHistory,
  LIMITS,
  type ListRulesRequest,
  type ListRulesResponse,
  type PutRuleRequest,
  type PutRuleResponse,
  type RollBackRuleRequest,
  type RuleVersion,
  TOPICS,
  validateDeleteRuleRequest,
  validateListRulesRequest,
  validatePutRuleRequest,
  validateRollBackRuleRequest,
} from '@stars/contracts';
import type { EventBus } from '@stars/event-bus';
import type { Clock } from '@stars/recommending';
import type { Answering } from '../answering/answering.js';
import { SettingChanges } from './setting-changes.js';

/** Reads and changes the rules of merchandisers. */
export class RuleChanges {
  readonly #changes;
  readonly #rules: Answering['rules'];
  readonly #warnings: Answering['ruleWarnings'];

  /** @param timeZone IANA name of the shop's */
  constructor(
    bus: Pick<EventBus, 'publish'>,
    { rules, ruleWarnings }: Pick<Answering, 'rules' | 'ruleWarnings'>,
    clock: Clock,
    private readonly timeZone = 'UTC',
  ) {
    this.#rules = rules;
    this.#warnings = ruleWarnings;
    const kind = {
      noun: 'rule',
      topic: TOPICS.rules,
      most: LIMITS.rules,
      mostVersions: LIMITS.ruleVersions,
      encode: encodeRuleHistory,
      contentOf: ({ rule }: RuleVersion) => rule,
      withContent: (version: Omit<RuleVersion, 'rule'>, rule: RuleVersion['rule']) => ({ ...version, rule }),
    };
    this.#changes = new SettingChanges(kind, bus, rules, clock);
  }

  /** Errors: `STARS_NOT_FOUND` for a name that is not stored. */
  async list(given: ListRulesRequest): Promise<ListRulesResponse> {
    const { tenantId, name } = validateListRulesRequest(given);
    await this.#rules.catchUp();
    if (name !== '') {
      const versions = [...this.#changes.versions({ tenantId, name })];
      if (versions.length === 0) throw this.#changes.notFound(name);
      return { rules: [{ tenantId, name, versions }], timeZone: this.timeZone };
    }
    const rules = [...this.#rules.storedBy(tenantId).values()].flatMap(({ history }) => {
      const [newest] = history.versions;
      return newest?.rule ? [{ ...history, versions: [newest] }] : [];
    });
    return { rules: rules.sort((a, b) => (a.name < b.name ? -1 : 1)), timeZone: this.timeZone };
  }

  /** Errors: those of the check and of `SettingChanges`, as of all changes. */
  async put(given: PutRuleRequest, who: string, signal: AbortSignal): Promise<PutRuleResponse> {
    const { rule, expectedVersion: expected, ...named } = validatePutRuleRequest(given);
    const { version } = await this.#changes.put(named, rule!, { who, expected, signal });
    return { version, warnings: await this.#warnings.find({ ...named, rule: rule! }) };
  }

  rollBack(given: RollBackRuleRequest, who: string, signal: AbortSignal): Promise<{ version: number }> {
    const { version, expectedVersion: expected, ...named } = validateRollBackRuleRequest(given);
    return this.#changes.rollBack(named, version, { who, expected, signal });
  }

  delete(given: DeleteRuleRequest, who: string, signal: AbortSignal): Promise<{ version: number }> {
    const { expectedVersion: expected, ...named } = validateDeleteRuleRequest(given);
    return this.#changes.delete(named, { who, expected, signal });
  }
}
