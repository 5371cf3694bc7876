import { isStarsError, StarsError } from '@stars/errors';

/** A refusal of the server: its HTTP status, and what it says. */
export class QdrantRefusal extends Error {
  constructor(
    readonly status: number,
    reason: string,
  ) {
    super(`Qdrant: ${status}: ${reason}`);
    this.name = 'QdrantRefusal';
  }
}

/** A retry may succeed: the server is away, restarts, is overloaded or has a full disk. */
export function mayPass(error: unknown): boolean {
  if (!isStarsError(error)) return false;
  return error.cause instanceof QdrantRefusal ? isPassing(error.cause) : error.code === 'STARS_UNAVAILABLE';
}

/**
 * A refusal as an error, with itself as the cause: `STARS_NOT_FOUND` (no such collection), `STARS_DISK_FULL`, `STARS_UNAVAILABLE`,
 * `STARS_CONFIG_INVALID` for credentials; else `STARS_INTERNAL`, a request of ours that it does not understand.
 */
export function refusalError(refusal: QdrantRefusal): StarsError {
  const { status, message } = refusal;
  const coded = (code: StarsError['code']): StarsError => new StarsError(code, message, { cause: refusal });
  if (status === 404) return coded('STARS_NOT_FOUND');
  if (status === 401 || (status === 403 && !isLocked(refusal))) return coded('STARS_CONFIG_INVALID');
  if (isDiskFull(refusal)) return coded('STARS_DISK_FULL');
  return coded(isPassing(refusal) ? 'STARS_UNAVAILABLE' : 'STARS_INTERNAL');
}

const isPassing = (refusal: QdrantRefusal): boolean =>
  refusal.status === 408 || refusal.status === 429 || refusal.status >= 500 || isLocked(refusal);

/** Writing is blocked for maintenance; this has the status of missing rights. */
const isLocked = ({ status, message }: QdrantRefusal): boolean => status === 403 && /lock/i.test(message);

const isDiskFull = ({ status, message }: QdrantRefusal): boolean =>
  status === 507 || (status >= 500 && /no space left|out of disk|not enough (disk )?space/i.test(message));
