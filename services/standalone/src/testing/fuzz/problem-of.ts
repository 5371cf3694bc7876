import { httpStatusOf } from '@stars/contracts';
import { canaryOf } from '../tenant-world.js';
import type { ApiCase } from './api-cases.js';
import type { CallOutcome } from './senders.js';

/** What is wrong with the outcome; undefined if nothing is. */
export function problemOf({ kind, expected, call }: ApiCase, { name, text }: CallOutcome): string | undefined {
  if (text.includes(canaryOf('south'))) return 'has data of the other tenant';
  if (expected !== undefined && name !== expected) return `${name} instead of ${expected}`;
  if (name === 'no answer') return name;
  // Who sends too much, or no HTTP, may be cut off.
  if (name === 'closed') return kind === 'oversize' || kind === 'transport' || kind === 'deep' ? undefined : name;
  if (name === 'STARS_DEADLINE_EXCEEDED') return namesTime(call) ? undefined : name;
  // The specification of gRPC wants it for frames that are none, and of its own services for bytes that are no message.
  if (name === 'grpc INTERNAL' && (kind === 'transport' || call.path.startsWith('/grpc.'))) return undefined;
  if (/^http 5|^grpc (INTERNAL|UNKNOWN|DATA_LOSS|UNAVAILABLE)/.test(name)) return name;
  // No request makes what is stored unreadable.
  if (name === 'STARS_UNREADABLE_FILE') return name;
  return name.startsWith('STARS_') && httpStatusOf(name) >= 500 ? name : undefined;
}

/** A request in bytes may name one that nobody sees. */
const namesTime = ({ headers, path, body }: ApiCase['call']): boolean =>
  path.startsWith('/stars.v1.') || 'x-request-timeout-ms' in headers || `${path}${body}`.includes('deadline_ms');
