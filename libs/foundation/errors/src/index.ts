export { isStarsError, StarsError, type StarsErrorCode, type StarsErrorOptions } from './stars-error.js';
