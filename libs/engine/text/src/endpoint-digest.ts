import { createHash } from 'node:crypto';

/** Distinguishes models of one name at different addresses, without the address. */
export function endpointDigest(baseUrl: string): string {
  return createHash('sha256').update(baseUrl).digest('hex').slice(0, 8);
}
