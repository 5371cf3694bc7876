import { contentHash } from './content-hash.js';
import { ContextSignal } from './generated/stars/v1/context.js';
import { Impression, Interaction } from './generated/stars/v1/interaction.js';
import { IdSet } from './id-set.js';
import { tenantOf } from './message-key.js';

type EventWithoutId = Interaction | Impression | ContextSignal;

/**
 * Event ids for rows that came without one: a hash of the row's content and how often that same row was seen before
 * by this instance. So reading a file again, or sending a request again, gives the same ids, and two equal
 * purchases in it stay two. Takes some 20 bytes of memory for each distinct row, and 100 for one that comes again.
 */
export class OccurrenceIds {
  readonly #seen = new IdSet();
  /** How often rows came again. */
  readonly #again = new Map<string, number>();

  /** The id of the next occurrence of this row; its `event_id` is ignored. */
  idFor(event: EventWithoutId): string {
    const content = contentHash(rowBytes(event));
    if (this.#seen.add(content)) return content;
    const occurrence = (this.#again.get(content) ?? 0) + 1;
    this.#again.set(content, occurrence);
    return `${content}-${occurrence}`;
  }
}

function rowBytes(event: EventWithoutId): Uint8Array {
  const tenantId = tenantOf(event.tenantId);
  if ('validFrom' in event) {
    const signals = event.signals === undefined ? undefined : sortedByName(event.signals);
    return ContextSignal.encode({ ...event, signals, tenantId, eventId: '' }).finish();
  }
  if ('items' in event) return Impression.encode({ ...event, tenantId, eventId: '' }).finish();
  return Interaction.encode({ ...event, tenantId, eventId: '' }).finish();
}

/** The order of names in a JSON object is not part of the content. */
function sortedByName(map: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1)));
}
