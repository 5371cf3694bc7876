import { ignoredUntil } from '@stars/contracts';
import { StarsError } from '@stars/errors';
import { ANONYMOUS, emptyHistory, type PackedHistory } from './history-codec.js';
import { holdsHash, type IdHash, idHashOf } from './history-events.js';
import { HISTORY_LIMIT, type HistoryEvent, type UserDeletion } from './port.js';

interface FreshEvent extends IdHash {
  event: HistoryEvent;
}

export interface MergedHistory {
  history: PackedHistory;
  /** Number of new events in it. */
  gained: number;
}

/**
 * Sorts events in by time; among equal times, later arrivals come after. Keeps the last `limit`. Known events and events at or
 * before `forgottenUntil` (ms) change nothing. In a full history, neither does an event that is not newer than the oldest: it may
 * be the replay of a dropped one.
 */
export function mergeEvents(
  old: PackedHistory,
  events: readonly HistoryEvent[],
  forgottenUntil: number,
  limit = HISTORY_LIMIT,
): MergedHistory {
  const ignored = ignoredUntil(forgottenUntil, Date.now());
  const bound = old.times.length >= limit ? Math.max(ignored, old.times[0]!) : ignored;
  const fresh: FreshEvent[] = [];
  const seen = new Set<string>();
  for (const event of events) {
    if (!Number.isFinite(event.time)) throw new StarsError('STARS_INVALID_TIME', 'an event of a history has no time');
    if (event.time <= bound || seen.has(event.eventId)) continue;
    seen.add(event.eventId);
    const idHash = idHashOf(event.eventId);
    if (!holdsHash(old, idHash)) fresh.push({ event, ...idHash });
  }
  if (fresh.length === 0) return { history: old, gained: 0 };
  fresh.sort((a, b) => a.event.time - b.event.time);
  return mergeSorted(old, fresh, limit);
}

/** What a deletion leaves: events after `time`, without those later than `now`, which a wrong clock made. */
export function leftAfter(
  history: PackedHistory,
  { time, now = Number.POSITIVE_INFINITY }: Omit<UserDeletion, 'userId'>,
): PackedHistory {
  const { times } = history;
  const end = times.findLastIndex((at) => at <= now) + 1;
  const first = times.findIndex((at) => at > time);
  const start = first === -1 ? end : Math.min(first, end);
  const builder = new HistoryBuilder(end - start, history.texts);
  builder.copy(history, start, end);
  return builder.build();
}

function mergeSorted(old: PackedHistory, fresh: readonly FreshEvent[], limit: number): MergedHistory {
  const size = old.times.length;
  const total = size + fresh.length;
  const kept = Math.min(total, limit);
  let skip = total - kept;
  let gained = 0;
  const builder = new HistoryBuilder(kept, old.texts);
  for (let i = 0, j = 0; i < size || j < fresh.length; ) {
    let until = i;
    while (until < size && (j >= fresh.length || old.times[until]! <= fresh[j]!.event.time)) until++;
    const skipped = Math.min(skip, until - i);
    skip -= skipped;
    builder.copy(old, i + skipped, until);
    i = until;
    if (j >= fresh.length) break;
    if (skip > 0) {
      skip--;
    } else {
      builder.add(fresh[j]!);
      gained++;
    }
    j++;
  }
  return { history: builder.build(), gained };
}

/** Collects events in order and numbers their texts again, so that unused texts are dropped. */
class HistoryBuilder {
  readonly #history: PackedHistory;
  /** New number of each old text, plus one; 0 if it has none yet. */
  readonly #renumbered: Uint16Array;
  /** Texts of new events. */
  readonly #added = new Map<string, number>();
  #at = 0;

  constructor(
    size: number,
    private readonly oldTexts: readonly string[],
  ) {
    this.#renumbered = new Uint16Array(oldTexts.length);
    this.#history = emptyHistory(size);
  }

  /** Copies the events [from, until) of the old history. */
  copy(old: PackedHistory, from: number, until: number): void {
    const { times, idWords, types, items, regions, sessions } = this.#history;
    const at = this.#at;
    times.set(old.times.subarray(from, until), at);
    idWords.set(old.idWords.subarray(2 * from, 2 * until), 2 * at);
    types.set(old.types.subarray(from, until), at);
    sessions.set(old.sessions.subarray(from, until), at);
    for (let i = from; i < until; i++) {
      items[at + i - from] = this.#renumber(old.items[i]!);
      regions[at + i - from] = this.#renumber(old.regions[i]!);
    }
    this.#at += until - from;
  }

  add({ event, low, high }: FreshEvent): void {
    const at = this.#at++;
    const { times, idWords, types, items, regions, sessions } = this.#history;
    times[at] = event.time;
    idWords[2 * at] = low;
    idWords[2 * at + 1] = high;
    types[at] = event.type | (event.anonymous ? ANONYMOUS : 0);
    items[at] = this.#number(event.itemId);
    regions[at] = this.#number(event.region);
    sessions[at] = event.session ?? 0;
  }

  build(): PackedHistory {
    return this.#history;
  }

  #renumber(old: number): number {
    const known = this.#renumbered[old]!;
    if (known > 0) return known - 1;
    const text = this.oldTexts[old]!;
    // Old texts are all different, so only a new event can have added this one already.
    const number = this.#added.get(text) ?? this.#history.texts.push(text) - 1;
    this.#renumbered[old] = number + 1;
    return number;
  }

  #number(text: string): number {
    const { texts } = this.#history;
    const known = texts.indexOf(text);
    if (known >= 0) return known;
    this.#added.set(text, texts.length);
    return texts.push(text) - 1;
  }
}
