export * from './joint-sessions.js';
export * from './stars-joint-ranker.js';
