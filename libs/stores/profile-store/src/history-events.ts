import { hash } from 'node:crypto';
import type { InteractionType } from '@stars/contracts';
import { ANONYMOUS, type PackedHistory } from './history-codec.js';
import type { HistoryEvent } from './port.js';

export interface IdHash {
  low: number;
  high: number;
}

/** Enough of a digest for identity: two of a user's 2000 ids collide once in 10^13 users. */
export function idHashOf(eventId: string): IdHash {
  const digest = hash('sha256', eventId, 'buffer');
  return { low: digest.readUInt32LE(0), high: digest.readUInt32LE(4) };
}

export function holdsHash({ idWords }: PackedHistory, { low, high }: IdHash): boolean {
  for (let i = 0; i < idWords.length; i += 2) if (idWords[i] === low && idWords[i + 1] === high) return true;
  return false;
}

/** Whether the history has the event with this id, as it came. */
export const holdsEvent = (history: PackedHistory, eventId: string): boolean => holdsHash(history, idHashOf(eventId));

export const typeAt = ({ types }: PackedHistory, place: number): InteractionType => types[place]! & ~ANONYMOUS;

/** The event at a place of the history, of which 0 is the oldest. Its id is the hex of its hash. */
export const eventAt = (history: PackedHistory, place: number): HistoryEvent =>
  eventOf(history, place, hexOf(history, place, place + 1));

/** The last events, oldest first, as `eventAt` gives them. */
export function unpackEvents(history: PackedHistory, last = Number.POSITIVE_INFINITY): HistoryEvent[] {
  const size = history.times.length;
  const from = Math.max(0, size - last);
  const ids = hexOf(history, from, size);
  return Array.from({ length: size - from }, (_, n) => eventOf(history, from + n, ids.slice(16 * n, 16 * n + 16)));
}

const hexOf = ({ idWords }: PackedHistory, from: number, until: number): string =>
  Buffer.from(idWords.buffer, idWords.byteOffset + 8 * from, 8 * (until - from)).toString('hex');

function eventOf(history: PackedHistory, place: number, eventId: string): HistoryEvent {
  const { times, items, types, regions, sessions, texts } = history;
  const event: HistoryEvent = {
    eventId,
    itemId: texts[items[place]!]!,
    type: typeAt(history, place),
    time: times[place]!,
    region: texts[regions[place]!]!,
  };
  if (sessions[place]! > 0) event.session = sessions[place]!;
  if (types[place]! & ANONYMOUS) event.anonymous = true;
  return event;
}
