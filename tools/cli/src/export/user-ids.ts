import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { StarsError } from '@stars/errors';
import { type ProfileStore, pagesOfUsers } from '@stars/profile-store';

/** Users of a page of the profile store. */
const PAGE = 1000;

/** The ids of a file, one on each line; empty lines are left out. Errors: `STARS_UNREADABLE_FILE`. */
export async function* userIdsOfFile(path: string): AsyncGenerator<string> {
  try {
    for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY })) {
      const userId = line.trim();
      if (userId !== '') yield userId;
    }
  } catch (cause) {
    throw new StarsError('STARS_UNREADABLE_FILE', `cannot read ${path}: ${(cause as Error).message}`, {
      field: 'users',
      cause,
    });
  }
}

/** Every user that the store knows; a store that changes meanwhile may name one twice. */
export async function* userIdsOfStore(profiles: ProfileStore, tenant: string): AsyncGenerator<string> {
  for await (const userIds of pagesOfUsers(profiles, tenant, PAGE)) yield* userIds;
}
