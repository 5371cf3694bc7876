export { DEAD_LETTER_HEADERS, deadLetterMessage } from './dead-letter.js';
export { SqliteEventBus, type SqliteEventBusOptions } from './embedded.js';
export * from './port.js';
export { MAX_VALUE_BYTES } from './value-codec.js';
