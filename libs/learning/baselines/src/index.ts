export * from './personal-frequency.js';
export * from './popularity.js';
export * from './popularity-timeline.js';
export * from './rank-by-scores.js';
export * from './standard-baselines.js';
