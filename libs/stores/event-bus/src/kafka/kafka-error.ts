import { isStarsError, StarsError } from '@stars/errors';

/** Kinds of the broker's answers that no second attempt changes: the input is at fault. */
const TOO_LARGE = new Set(['MESSAGE_TOO_LARGE', 'RECORD_LIST_TOO_LARGE']);

interface KafkaFailure {
  name?: string;
  type?: string;
  message?: string;
  cause?: unknown;
}

/** The innermost failure that says its kind, since the client wraps what it retried. */
function kindOf(error: unknown): KafkaFailure {
  let found = (error ?? {}) as KafkaFailure;
  for (let at = found; ; at = at.cause as KafkaFailure) {
    if (at.type !== undefined) return at;
    if (typeof at.cause !== 'object' || at.cause === null) return found;
    found = at;
  }
}

/** The protocol's name of the failure, such as `UNKNOWN_TOPIC_OR_PARTITION`. */
export const kafkaErrorType = (error: unknown): string | undefined => kindOf(error).type;

export const isUnknownTopic = (error: unknown): boolean => kafkaErrorType(error) === 'UNKNOWN_TOPIC_OR_PARTITION';

/** True where the brokers refused the messages themselves: sending them again is no use. */
export const isRefused = (error: unknown): boolean => TOO_LARGE.has(kafkaErrorType(error) ?? '');

/** What callers of the port get: `STARS_TOO_LARGE` for messages refused, `STARS_CONFIG_INVALID` for us, else `STARS_UNAVAILABLE`. */
export function kafkaError(error: unknown, doing: string): StarsError {
  if (isStarsError(error)) return error;
  const denied = kindOf(error).name === 'KafkaJSSASLAuthenticationError';
  const code = isRefused(error) ? 'STARS_TOO_LARGE' : denied ? 'STARS_CONFIG_INVALID' : 'STARS_UNAVAILABLE';
  const message = error instanceof Error ? error.message : String(error);
  return new StarsError(code, `Kafka could not ${doing}: ${message}`, { cause: error });
}
