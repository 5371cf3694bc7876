import { randomUUID } from 'node:crypto';
import { decodeMessage, encodePurchaseFacts, PurchaseFacts, TOPICS } from '@stars/contracts';
import type { EventBus } from '@stars/event-bus';

/** Whose statistics, and by which definition. */
export interface Counted {
  tenant: string;
  definition: string;
}

/** Asks for all statistics that are complete to be counted again from the log of events; an embedder does it. Returns which. */
export async function askToCountAgain(bus: EventBus): Promise<Counted[]> {
  const all = await countedOn(bus);
  const steps = all.map(({ tenant, definition }) => {
    const step = PurchaseFacts.fromPartial({ tenantId: tenant, definition, step: 'rebuild' });
    return encodePurchaseFacts(step, randomUUID());
  });
  if (steps.length > 0) await bus.publish(TOPICS.purchaseFacts, steps);
  return all;
}

/** What is complete: the statistics of models that are live, and those of tenants without a model. */
async function countedOn(bus: EventBus): Promise<Counted[]> {
  const found = new Map<string, Counted>();
  for await (const batch of bus.read({ topic: TOPICS.itemStatistics })) {
    for (const { key, value } of batch) {
      const [tenant, definition, ...item] = key.split('/');
      if (definition === undefined || item.length > 0) continue;
      const { state } = decodeMessage(TOPICS.itemStatistics, value);
      if (state?.$case === 'position' && state.value.complete) found.set(key, { tenant: tenant!, definition });
      else found.delete(key);
    }
  }
  return [...found.values()];
}
