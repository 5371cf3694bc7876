export * from './arrange/index.js';
export { BestItems } from './best-items.js';
export { BUY_AGAIN_EVENTS, buyAgainList, type OwnEvent } from './buy-again.js';
export * from './cold-start/index.js';
export { type EventKinds, isTargetEvent } from './event-kinds.js';
export { innerProduct } from './inner-product.js';
export { type PopularItem, type PopularityQuery, type PopularityTable, popularItems } from './popularity.js';
export { type KnownItem, type ReasonContext, type ReasonItem, reasonWriter, recentItems } from './reasons.js';
export {
  candidatesPerList,
  DEGRADATION,
  type RankInput,
  type Ranking,
  rank,
  shortfalls,
  sourcesOf,
} from './recommend-lists.js';
export { type Candidate, interleave, type RankedItem, type RankedList } from './round-robin.js';
export * from './second-stage/index.js';
