import { TOPICS } from '@stars/contracts';
import { CONSUMER_GROUPS, drainGroups, type EventBus } from '@stars/event-bus';
import { Headway } from '@stars/platform';

/** A service that handles messages is not idle for so long. */
const IDLE_MS = 5_000;

/** Waits until services have handled the messages about items that are there now, or until nobody works on them. */
export async function itemsHandled(bus: EventBus, signal: AbortSignal): Promise<void> {
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
