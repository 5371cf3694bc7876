import { isStarsError, RefusedError, StarsError } from '@stars/errors';
import { ElasticsearchRefusal } from './elasticsearch-server.js';

/** The meaning of a refusal, of a whole request or of one document. */
export interface Refusal {
  status: number;
  type: string;
  message: string;
}

/** A retry may succeed: the server is away, restarts, is overloaded or has a full disk. */
export function mayPass(error: unknown): boolean {
  if (error instanceof ElasticsearchRefusal) return mayPassLater(error);
  return isStarsError(error) && error.code === 'STARS_UNAVAILABLE';
}

function mayPassLater({ status, type }: Refusal): boolean {
  return [429, 502, 503, 504].includes(status) || isBlocked(type) || type === CLOSED;
}

/** A refusal of what a document contains: no wait will change it. */
export const isOfDocument = (refusal: Refusal): boolean =>
  refusal.status === 413 || (refusal.status === 400 && refusal.type !== CLOSED && !isOfIndex(refusal));

/** It would refuse every document of ours: names of fields come from no shop. */
const isOfIndex = ({ type, message }: Refusal): boolean =>
  type === 'strict_dynamic_mapping_exception' ||
  (type === 'illegal_argument_exception' && /no write index is defined|pipeline with id/.test(message));

export function documentsError(keys: readonly string[], first: Refusal): RefusedError {
  const code = first.status === 413 ? 'STARS_TOO_LARGE' : 'STARS_INVALID_FIELD';
  return new RefusedError(code, first.message, keys, { cause: first });
}

/** Any failure as an error of the port. */
export function toStarsError(error: unknown): unknown {
  return error instanceof ElasticsearchRefusal ? refusalError(error) : error;
}

/**
 * `STARS_DISK_FULL`: past the flood-stage watermark an index takes no more. `STARS_UNAVAILABLE`: it has too much to do, or
 * parts of the index are away. `STARS_CONFIG_INVALID`: credentials, or an index that is not ours as it is. Else `STARS_INTERNAL`: a request of ours that it does not
 * understand.
 */
export function refusalError(refusal: Refusal): StarsError {
  const { status, type, message } = refusal;
  if (isBlocked(type) && status === 429) return new StarsError('STARS_DISK_FULL', message, { cause: refusal });
  if (status === 401 || (status === 403 && !isBlocked(type)) || isOfIndex(refusal)) {
    return new StarsError('STARS_CONFIG_INVALID', message, { cause: refusal });
  }
  const away = mayPassLater(refusal) || type === 'index_not_found_exception';
  return new StarsError(away ? 'STARS_UNAVAILABLE' : 'STARS_INTERNAL', message, { cause: refusal });
}

/** Writing is blocked, by the disk watermark (429) or for maintenance of the index (403). */
const isBlocked = (type: string): boolean => type === 'cluster_block_exception';

/** Of an index that somebody closed for maintenance: status 400, like that of a bad document. */
const CLOSED = 'index_closed_exception';
