import {
  type GetUserHistoryRequest,
  type GetUserHistoryResponse,
  subjectOf,
  validateGetUserHistoryRequest,
} from '@stars/contracts';
import { StarsError } from '@stars/errors';
import type { HistoryEvent, ProfileStore } from '@stars/profile-store';
import { knownUser } from './look-ups.js';

/** Reads the events of a user by pages, newest first. Errors: `STARS_NOT_FOUND`; `STARS_INVALID_FIELD` (the token). */
export async function getUserHistory(
  profiles: ProfileStore,
  given: GetUserHistoryRequest,
): Promise<GetUserHistoryResponse> {
  const { tenantId, userId, pageSize, pageToken } = validateGetUserHistoryRequest(given);
  const last = pageToken === '' ? undefined : readToken(pageToken);
  const { history } = await knownUser(profiles, tenantId, userId);
  const newestFirst = history.toReversed();
  const start = last === undefined ? 0 : startAfter(newestFirst, last);
  const page = newestFirst.slice(start, start + pageSize);
  return {
    events: page.map(({ itemId, type, time, region }) => ({
      ...subjectOf(itemId),
      type,
      time: new Date(time),
      region,
    })),
    nextPageToken: start + pageSize < newestFirst.length ? tokenOf(page.at(-1)!) : '',
  };
}

/** The last event of a page. */
type PageEnd = Pick<HistoryEvent, 'time' | 'eventId'>;

const tokenOf = ({ time, eventId }: PageEnd): string => Buffer.from(`${time}/${eventId}`).toString('base64url');

function readToken(token: string): PageEnd {
  const [, time, eventId] = /^(\d{1,15})\/(.+)$/s.exec(Buffer.from(token, 'base64url').toString()) ?? [];
  if (time === undefined || eventId === undefined) {
    throw new StarsError('STARS_INVALID_FIELD', 'page_token is no next_page_token of this call', {
      field: 'page_token',
    });
  }
  return { time: Number(time), eventId };
}

/** An event that is gone was among the oldest, and those after it went first. */
function startAfter(newestFirst: readonly HistoryEvent[], { time, eventId }: PageEnd): number {
  const at = newestFirst.findIndex((event) => event.eventId === eventId);
  if (at >= 0) return at + 1;
  const older = newestFirst.findIndex((event) => event.time < time);
  return older < 0 ? newestFirst.length : older;
}
