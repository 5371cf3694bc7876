import { decodeMessage, TOPICS } from '@stars/contracts';
import { isStarsError } from '@stars/errors';
import type { EventBus } from '@stars/event-bus';
import { tenantNow } from '@stars/stack';
import type { ShownPage } from './candidate-figure.js';

/** All pages that were shown, as far as the data folder knows. A message that cannot be read is left out. */
export async function readShownPages(bus: EventBus, signal: AbortSignal): Promise<ShownPage[]> {
  const pages: ShownPage[] = [];
  for await (const batch of bus.read({ topic: TOPICS.impressions, signal })) {
    for (const { value } of batch) {
      try {
        const { tenantId, userId, time, items } = decodeMessage(TOPICS.impressions, value);
        if (tenantId !== tenantNow() || !time) continue;
        pages.push({ userId, time: time.getTime(), items: items.map(({ itemId }) => itemId) });
      } catch (error) {
        if (!isStarsError(error)) throw error;
      }
    }
  }
  return pages;
}
