import { isStarsError } from '@stars/errors';

/** What a read of vectors gives; undefined where a tenant has no vectors of that model at all. Errors: the others of the store. */
export async function existingVectors<T>(read: Promise<T>): Promise<T | undefined> {
  try {
    return await read;
  } catch (error) {
    if (isStarsError(error) && error.code === 'STARS_NOT_FOUND') return undefined;
    throw error;
  }
}
