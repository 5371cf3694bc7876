export * from './cover-tail.js';
export * from './item-statistics.js';
export * from './joint-candidates.js';
export * from './joint-features.js';
export * from './joint-layout.js';
export * from './joint-network.js';
export { OwnItems } from './own-items.js';
export * from './visit-log.js';
