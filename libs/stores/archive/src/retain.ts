import { ARCHIVED_TOPICS } from '@stars/contracts';
import { StarsError } from '@stars/errors';
import type { EventBus } from '@stars/event-bus';
import type { ArchiveState, Positions } from './archive-state.js';
import { endsBefore } from './bus-ranges.js';

/**
 * Has the bus keep the messages of archived topics for so long, ms, also of topics that exist. It changes none of them unless the
 * archive has everything that would go. Returns the topics; none if the bus keeps everything.
 * Errors: `STARS_NOT_ENOUGH_DATA` if the archive lacks messages that would go; `STARS_CONFIG_INVALID` if a topic was made anew since.
 */
export async function retain(
  bus: Pick<EventBus, 'endOffsets' | 'firstOffsets' | 'keepFor'>,
  { positions }: ArchiveState,
  ms: number,
  now: number,
): Promise<string[]> {
  for (const topic of ARCHIVED_TOPICS) {
    if (endsBefore(await bus.endOffsets(topic), positions[topic])) {
      const message = `${topic} ends before what the archive took of it, so what it has now is not archived`;
      throw new StarsError('STARS_CONFIG_INVALID', message, { field: 'STARS_ARCHIVE' });
    }
    const lacking = lackingOf(await bus.firstOffsets(topic, now - ms), positions[topic]);
    if (lacking > 0) {
      const message = `the archive lacks ${lacking} messages of ${topic} that would go: run the archiver first`;
      throw new StarsError('STARS_NOT_ENOUGH_DATA', message, { field: 'days' });
    }
  }
  const changed: string[] = [];
  for (const topic of ARCHIVED_TOPICS) if (await bus.keepFor(topic, ms)) changed.push(topic);
  return changed;
}

/** Messages that the bus has dropped and the archive never had, by topic. */
export async function lostMessages(
  bus: Pick<EventBus, 'firstOffsets'>,
  { positions }: ArchiveState,
): Promise<Map<string, number>> {
  const lost = new Map<string, number>();
  for (const topic of ARCHIVED_TOPICS) {
    lost.set(topic, lackingOf(await bus.firstOffsets(topic), positions[topic]));
  }
  return lost;
}

/** How many messages before these offsets the archive lacks. */
const lackingOf = (offsets: ReadonlyMap<number, number>, archived: Positions = {}): number =>
  [...offsets].reduce((sum, [partition, offset]) => sum + Math.max(0, offset - (archived[partition] ?? 0)), 0);
