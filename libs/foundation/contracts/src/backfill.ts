/** Header of a message that may wait behind others. */
const PRIORITY_HEADER = 'stars-priority';
const BACKFILL = 'backfill';

/** Marks a message as part of a backfill, such as the import of a whole catalogue: live changes go first. */
export function asBackfill<M extends { headers: Record<string, string> }>(message: M): M {
  return { ...message, headers: { ...message.headers, [PRIORITY_HEADER]: BACKFILL } };
}

export const isBackfill = ({ headers }: { headers: Readonly<Record<string, string>> }): boolean =>
  headers[PRIORITY_HEADER] === BACKFILL;
