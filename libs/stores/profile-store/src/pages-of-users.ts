import { isStarsError } from '@stars/errors';
import { pages } from '@stars/platform';
import type { ProfileStore } from './port.js';

/** Ids of all users, by pages; an id may come twice. */
export async function* pagesOfUsers(
  profiles: Pick<ProfileStore, 'scan'>,
  tenant: string,
  limit: number,
): AsyncGenerator<string[]> {
  for await (const { userIds } of pages((from) => profiles.scan(tenant, { limit, ...from }))) yield userIds;
}

/** Whether a scan must begin again, because its server was restarted. */
export const isLostCursor = (error: unknown): boolean =>
  isStarsError(error) && error.code === 'STARS_UNAVAILABLE' && error.field === 'cursor';
