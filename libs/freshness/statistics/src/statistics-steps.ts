import { randomUUID } from 'node:crypto';
import { encodePurchaseFacts, PurchaseFacts, TOPICS } from '@stars/contracts';
import {
  DEFAULT_STATISTICS,
  type StarsModel,
  type StatisticsDefinition,
  statisticsDefinition,
  statisticsNameOf,
} from '@stars/inference';
import { entryOf } from '@stars/platform';
import type { StatisticsName } from './kept-sums.js';
import type { StatisticsDeps } from './statistics-deps.js';

interface LiveModel {
  model: Pick<StarsModel, 'hasSecondStage' | 'timeZone' | 'kinds'>;
}

/** A tenant's live models, and whether one of them serves. */
interface TenantModels {
  live: readonly LiveModel[];
  isServed: boolean;
}

/**
 * Which statistics are needed: those of the live models and, until a model serves, the default ones. The keeper learns of it on the
 * topic of facts. What came before it did, it counts from the log.
 */
export class StatisticsSteps {
  readonly #definitions = new Map<string, StatisticsDefinition>();
  /** Tenants whose events all become facts, whether or not a model serves, and those of a backlog. */
  readonly #current = new Set<string>();
  readonly #behind = new Set<string>();
  #told = new Map<string, StatisticsName & { step: string }>();
  #tells = false;

  constructor(
    private readonly bus: StatisticsDeps['bus'],
    private readonly modelsOf: (tenant: string) => TenantModels,
  ) {}

  /** Each definition once. */
  definitionsOf(tenant: string, withDefault = !this.modelsOf(tenant).isServed): StatisticsDefinition[] {
    const { live } = this.modelsOf(tenant);
    const names = new Set(live.flatMap(({ model }) => (model.hasSecondStage ? [statisticsNameOf(model)] : [])));
    if (withDefault) names.add(DEFAULT_STATISTICS);
    return [...names].map((name) => entryOf(this.#definitions, name, () => statisticsDefinition(name)!));
  }

  /**
   * What a batch of the tenant's events makes facts of. A backlog makes none of the default statistics: it is cheaper to count it from
   * the log once it is handled. Nor does who never tells the keeper.
   */
  factsOf(tenant: string, isBacklog: boolean): StatisticsDefinition[] {
    if (isBacklog) {
      this.#current.delete(tenant);
      this.#behind.add(tenant);
    } else if (this.#tells) {
      for (const caughtUp of [tenant, ...this.#behind]) this.#current.add(caughtUp);
      this.#behind.clear();
    }
    return this.definitionsOf(tenant, this.#isCurrent(tenant));
  }

  /** Begins the statistics that are needed from now on, and ends others. @param withModels tenants that have live models */
  async tell(withModels: Iterable<string>): Promise<void> {
    this.#tells = true;
    const now = new Map<string, StatisticsName & { step: string }>();
    for (const tenantId of new Set([...withModels, ...this.#current])) {
      const isCurrent = this.#isCurrent(tenantId);
      for (const { name: definition } of this.definitionsOf(tenantId, isCurrent)) {
        // Facts that a process made none of may be missing from complete sums: it ended, or had a backlog.
        const step = isCurrent && definition === DEFAULT_STATISTICS ? 'rebuild' : 'begin';
        now.set(`${tenantId}/${definition}`, { tenantId, definition, step });
      }
    }
    const without = (names: typeof now, others: typeof now) =>
      [...names].flatMap(([key, name]) => (others.has(key) ? [] : [name]));
    const steps = [...without(now, this.#told), ...without(this.#told, now).map((name) => ({ ...name, step: 'end' }))];
    if (steps.length === 0) return;
    await publishSteps(this.bus, steps);
    this.#told = now;
  }

  #isCurrent(tenant: string): boolean {
    return this.#current.has(tenant) && !this.modelsOf(tenant).isServed;
  }
}

/** Publishes steps other than facts. */
export async function publishSteps(
  bus: StatisticsDeps['bus'],
  steps: readonly (StatisticsName & { step: string })[],
): Promise<void> {
  const messages = steps.map((step) => encodePurchaseFacts(PurchaseFacts.fromPartial(step), randomUUID()));
  await bus.publish(TOPICS.purchaseFacts, messages);
}
