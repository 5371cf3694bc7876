import { TOPICS } from '@stars/contracts';
import type { EventBus } from '@stars/event-bus';

/** A service that handles messages is not idle for so long. */
const IDLE_MS = 5_000;

/** Waits until services have handled the messages about items that are there now, or until nobody works on them. */
export async function itemsHandled(bus: EventBus, signal: AbortSignal): Promise<void> {
  const { CONSUMER_GROUPS, drainGroups } = await import('@stars/event-bus');
  const { Headway } = await import('@stars/platform');
  const ofItems: readonly string[] = [TOPICS.catalog, TOPICS.itemFeatures];
  const groups = CONSUMER_GROUPS.map((each) => ({
    ...each,
    topics: each.topics.filter((topic) => ofItems.includes(topic)),
  }));
  using headway = new Headway('services that handle items', signal, IDLE_MS);
  try {
    await drainGroups(bus, groups, { headway });
  } catch (error) {
    // Nobody works on them: whoever starts later handles them first.
    if (signal.aborted || !headway.signal.aborted) throw error;
  }
}
