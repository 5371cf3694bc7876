import { StarsError } from '@stars/errors';
import type { UserVectors } from './port.js';

/** Both vectors of a user: general, then next, little-endian float32, [2s]. Errors: `STARS_INVALID_FIELD`. */
export function encodeVectors({ general, next }: UserVectors): Uint8Array {
  checkVectors({ general, next });
  const both = new Float32Array(general.length * 2);
  both.set(general);
  both.set(next, general.length);
  return new Uint8Array(both.buffer);
}

/** Errors: `STARS_INVALID_FIELD` where the two differ in width. */
export function checkVectors({ general, next }: Pick<UserVectors, 'general' | 'next'>): void {
  if (general.length === next.length) return;
  throw new StarsError('STARS_INVALID_FIELD', `vectors of ${general.length} and ${next.length} dimensions`);
}

export function decodeVectors(modelVersion: string, asOf: number, stored: Uint8Array): UserVectors {
  const bytes = stored.byteLength / 2;
  return {
    modelVersion,
    asOf,
    general: floatsOf(stored.subarray(0, bytes)),
    next: floatsOf(stored.subarray(bytes)),
  };
}

/** A copy: stored bytes may lie anywhere, and be a piece of something larger. */
function floatsOf(bytes: Uint8Array): Float32Array {
  const floats = new Float32Array(bytes.byteLength / 4);
  new Uint8Array(floats.buffer).set(bytes);
  return floats;
}
