export { CONTROL_CHARACTERS, printable } from './printable.js';
export { internalId, type PublicError, publicError } from './public-error.js';
export { hide, redact } from './redaction.js';
export { receivedError, type SentError, sentError } from './sent-error.js';
export {
  isStarsError,
  LimitReachedError,
  RefusedError,
  StarsError,
  type StarsErrorCode,
  type StarsErrorOptions,
} from './stars-error.js';
