export * from './joint-sessions.js';
export * from './newcomers.js';
export * from './stars-joint-ranker.js';
