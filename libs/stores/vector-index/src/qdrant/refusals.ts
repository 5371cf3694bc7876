import { isStarsError, StarsError } from '@stars/errors';
import { QdrantRefusal } from './qdrant-server.js';

/** A retry may succeed: the server is away, restarts, is overloaded or has a full disk. */
export function mayPass(error: unknown): boolean {
  if (error instanceof QdrantRefusal) return isPassing(error);
  return isStarsError(error) && error.code === 'STARS_UNAVAILABLE';
}

/**
 * Any failure as an error of the port: `STARS_NOT_FOUND` (no such collection), `STARS_DISK_FULL`, `STARS_UNAVAILABLE`,
 * `STARS_CONFIG_INVALID` for credentials; else `STARS_INTERNAL`, a request of ours that it does not understand.
 */
export function toStarsError(error: unknown): unknown {
  if (!(error instanceof QdrantRefusal)) return error;
  const { status, message } = error;
  const coded = (code: StarsError['code']): StarsError => new StarsError(code, message, { cause: error });
  if (status === 404) return coded('STARS_NOT_FOUND');
  if (status === 401 || (status === 403 && !isLocked(error))) return coded('STARS_CONFIG_INVALID');
  if (isDiskFull(error)) return coded('STARS_DISK_FULL');
  return coded(isPassing(error) ? 'STARS_UNAVAILABLE' : 'STARS_INTERNAL');
}

const isPassing = (refusal: QdrantRefusal): boolean =>
  refusal.status === 408 || refusal.status === 429 || refusal.status >= 500 || isLocked(refusal);

/** Writing is blocked for maintenance; this has the status of missing rights. */
const isLocked = ({ status, message }: QdrantRefusal): boolean => status === 403 && /lock/i.test(message);

const isDiskFull = ({ status, message }: QdrantRefusal): boolean =>
  status === 507 || (status >= 500 && /no space left|out of disk|not enough (disk )?space/i.test(message));
