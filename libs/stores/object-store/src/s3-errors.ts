import { isStarsError, StarsError } from '@stars/errors';

/** Errors of the client carry the status of the answer, if there was one. */
type ServerError = Error & { $metadata?: { httpStatusCode?: number } };

const statusOf = (error: unknown): number => (error as ServerError | undefined)?.$metadata?.httpStatusCode ?? 0;
const nameOf = (error: unknown): string => (error instanceof Error ? error.name : '');

/** There is no such object. A bucket that is missing is another matter. */
export const saysNone = (error: unknown): boolean => ['NoSuchKey', 'NotFound'].includes(nameOf(error));

/** A conditional write found an object. */
export const saysThere = (error: unknown): boolean => statusOf(error) === 412;

/** Refusals that no waiting will change. */
const FOR_EVER = new Set([301, 400, 401, 403, 404, 405, 501]);
/** Of a request that came too late or half: the next attempt may do better. */
const PASSING = new Set(['RequestTimeout', 'RequestTimeTooSkewed', 'IncompleteBody', 'BadDigest']);

/** The coded error for what a call of the client threw. */
export function codedError(error: unknown, place: string): StarsError {
  if (isStarsError(error)) return error;
  const [status, name] = [statusOf(error), nameOf(error)];
  const message = error instanceof Error ? error.message : String(error);
  const says = `${name}${status ? ` (${status})` : ''}: ${message}`;
  const configuration = ['CredentialsProviderError', 'InvalidBucketName'].includes(name);
  if (configuration || (FOR_EVER.has(status) && !PASSING.has(name))) {
    return new StarsError('STARS_CONFIG_INVALID', `${place} does not let us in: ${says}`, { cause: error });
  }
  return new StarsError('STARS_UNAVAILABLE', `${place} is away or refuses for now: ${says}`, { cause: error });
}
