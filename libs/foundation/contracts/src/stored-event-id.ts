import { hash } from 'node:crypto';

/** The id that a stored event comes back with, and that traces name it by: the hex of the hash that it is known by. */
export const storedEventId = (eventId: string): string => hash('sha256', eventId, 'hex').slice(0, 16);
