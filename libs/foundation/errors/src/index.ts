export { type PublicError, publicError } from './public-error.js';
export { isStarsError, StarsError, type StarsErrorCode, type StarsErrorOptions } from './stars-error.js';
