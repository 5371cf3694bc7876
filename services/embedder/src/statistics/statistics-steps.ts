import { randomUUID } from 'node:crypto';
import { encodePurchaseFacts, PurchaseFacts, TOPICS } from '@stars/contracts';
import { type StarsModel, type StatisticsDefinition, statisticsDefinition, statisticsNameOf } from '@stars/inference';
import { entryOf } from '@stars/platform';
import type { EmbedderDeps } from '../embedder-deps.js';
import type { StatisticsName } from './kept-sums.js';

interface LiveModel {
  model: Pick<StarsModel, 'joint' | 'timeZone' | 'kinds'>;
}

/** Which statistics the live models need: the keeper learns of it on the topic of facts, before any facts come. */
export class StatisticsSteps {
  readonly #definitions = new Map<string, StatisticsDefinition>();
  #told = new Map<string, StatisticsName>();

  constructor(private readonly bus: EmbedderDeps['bus']) {}

  /** What the models' second stages count, each definition once. */
  definitionsOf(models: readonly LiveModel[]): StatisticsDefinition[] {
    const names = new Set(models.flatMap(({ model }) => (model.joint ? [statisticsNameOf(model)] : [])));
    return [...names].map((name) => entryOf(this.#definitions, name, () => statisticsDefinition(name)!));
  }

  /** Begins the statistics of models that became live, and ends those of models that are no longer. */
  async tell(live: Iterable<readonly [tenant: string, models: readonly LiveModel[]]>): Promise<void> {
    const now = new Map<string, StatisticsName>();
    for (const [tenantId, models] of live) {
      for (const { name } of this.definitionsOf(models)) now.set(`${tenantId}/${name}`, { tenantId, definition: name });
    }
    const without = (names: typeof now, others: typeof now) =>
      [...names].flatMap(([key, name]) => (others.has(key) ? [] : [name]));
    const steps = [
      ...without(now, this.#told).map((name) => ({ ...name, step: 'begin' })),
      ...without(this.#told, now).map((name) => ({ ...name, step: 'end' })),
    ];
    if (steps.length === 0) return;
    await publishSteps(this.bus, steps);
    this.#told = now;
  }
}

/** Publishes steps other than facts. */
export async function publishSteps(
  bus: EmbedderDeps['bus'],
  steps: readonly (StatisticsName & { step: string })[],
): Promise<void> {
  const messages = steps.map((step) => encodePurchaseFacts(PurchaseFacts.fromPartial(step), randomUUID()));
  await bus.publish(TOPICS.purchaseFacts, messages);
}
