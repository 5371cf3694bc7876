export * from './four-sessions.js';
export * from './imported-journey.js';
export * from './listed.js';
