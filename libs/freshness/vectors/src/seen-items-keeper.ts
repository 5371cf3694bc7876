import { checkEventTime, checkImpression, decodeMessage, eventClock, TOPICS, tenantOf } from '@stars/contracts';
import { type BusMessage, type PoisonMessage, readMessages } from '@stars/event-bus';
import { entryOf, Freshness } from '@stars/platform';
import type { SeenItem } from '@stars/profile-store';
import type { VectorDeps } from './vector-deps.js';

/**
 * Keeps what users saw, from impressions that a client has confirmed: a list that was only served may never have been on a screen. An item
 * counts once a page and surface, however often it comes.
 */
export class SeenItemsKeeper {
  readonly #freshness: Freshness;

  constructor(private readonly deps: Pick<VectorDeps, 'profiles' | 'metrics' | 'clock' | 'eventTimes'>) {
    this.#freshness = new Freshness(deps.metrics, deps.clock);
  }

  async apply(messages: readonly BusMessage[]): Promise<PoisonMessage[]> {
    const clock = eventClock(this.deps);
    const tenants = new Map<string, { userId: string; items: SeenItem[] }[]>();
    const times: number[] = [];
    const poison = readMessages(messages, ({ value }) => {
      const impression = decodeMessage(TOPICS.impressions, value);
      checkImpression(impression);
      checkEventTime(impression, clock);
      const { tenantId, userId, pageId, confirmed, items } = impression;
      const time = impression.time!.getTime();
      if (!confirmed) return;
      const seen = items.flatMap(({ itemId, placement }): SeenItem[] => {
        const surface = placement ?? impression.surface;
        return surface ? [{ eventId: JSON.stringify([pageId, surface, itemId]), itemId, surface, time }] : [];
      });
      entryOf(tenants, tenantOf(tenantId), () => []).push({ userId, items: seen });
      times.push(time);
    });
    for (const [tenant, updates] of tenants) await this.deps.profiles.putSeen(tenant, updates);
    this.#freshness.reached({ flow: 'impression', stage: 'stored' }, times);
    return poison;
  }
}
