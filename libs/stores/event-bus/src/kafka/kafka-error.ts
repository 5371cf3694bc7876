import { isStarsError, StarsError } from '@stars/errors';

/** Error types of the broker that a retry does not change: the input is at fault. */
const TOO_LARGE = new Set(['MESSAGE_TOO_LARGE', 'RECORD_LIST_TOO_LARGE']);

interface KafkaFailure {
  name?: string;
  type?: string;
  message?: string;
  cause?: unknown;
}

/** The innermost failure with a type, because the client wraps errors of retries. */
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

/** True if the brokers refused the messages themselves: a retry is useless. */
export const isRefused = (error: unknown): boolean => TOO_LARGE.has(kafkaErrorType(error) ?? '');

/** True if the user may not do this: a retry is useless until somebody changes its rights. */
export const isDenied = (error: unknown): boolean => kafkaErrorType(error)?.endsWith('_AUTHORIZATION_FAILED') ?? false;

/** The error for callers of the port: `STARS_TOO_LARGE` for refused messages, `STARS_CONFIG_INVALID` for refused credentials, else `STARS_UNAVAILABLE`. */
export function kafkaError(error: unknown, doing: string): StarsError {
  if (isStarsError(error)) return error;
  const denied = kindOf(error).name === 'KafkaJSSASLAuthenticationError';
  const code = isRefused(error) ? 'STARS_TOO_LARGE' : denied ? 'STARS_CONFIG_INVALID' : 'STARS_UNAVAILABLE';
  const message = error instanceof Error ? error.message : String(error);
  return new StarsError(code, `Kafka could not ${doing}: ${message}`, { cause: error });
}
