import { checkFilterFields } from '@stars/contracts';
import { StarsError } from '@stars/errors';
import type { VectorSearch } from './port.js';

/** Errors: `STARS_INVALID_FIELD`. */
export function checkWidth(width: number): void {
  if (Number.isInteger(width) && width >= 1) return;
  throw new StarsError('STARS_INVALID_FIELD', `a width is a positive integer, not ${width}`, { field: 'width' });
}

/** Before anything is searched. Errors: `STARS_OUT_OF_RANGE`, `STARS_INVALID_FIELD`. */
export function checkSearch({ filter, signal }: Pick<VectorSearch, 'filter' | 'signal'>, k = 1): void {
  signal?.throwIfAborted();
  if (!Number.isInteger(k) || k < 1) {
    throw new StarsError('STARS_OUT_OF_RANGE', `k is a positive integer, not ${k}`, { field: 'k' });
  }
  if (filter !== undefined) checkFilterFields(filter, 'filter');
}

/** Errors: `STARS_INVALID_FIELD` for another width, or an element that is not a finite number. */
export function checkVector(vector: Float32Array, width: number, field: string): void {
  if (vector.length !== width) {
    throw new StarsError('STARS_INVALID_FIELD', `a vector has width ${vector.length}, not ${width}`, { field });
  }
  for (let i = 0; i < vector.length; i++) {
    if (Number.isFinite(vector[i])) continue;
    throw new StarsError('STARS_INVALID_FIELD', 'a vector has an element that is not a finite number', { field });
  }
}
