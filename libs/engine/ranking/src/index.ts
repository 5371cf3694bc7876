export * from './arrange/index.js';
export { BestItems } from './best-items.js';
export {
  BUY_AGAIN_EVENTS,
  buyAgainList,
  type OwnEvent,
  orderWithoutModel,
  purchasesOf,
  RANKED_SELLERS,
} from './buy-again.js';
export * from './cold-start/index.js';
export { type Companions, companionsOf } from './companions.js';
export { innerProduct } from './inner-product.js';
export { type EventKinds, isTargetEvent, neverChosenPlaces } from './model-kinds.js';
export { ordersByModel, sortedByScore } from './orders-by-model.js';
export { type PopularItem, type PopularityQuery, type PopularityTable, popularItems } from './popularity.js';
export { REASON_ARGUMENTS, type Reason, type ReasonCode } from './reason-codes.js';
export * from './reason-texts/index.js';
export {
  type KnownItem,
  type ReasonContext,
  type ReasonItem,
  reasonWriter,
} from './reasons.js';
export {
  DEGRADATION,
  isListMode,
  type RankInput,
  rank,
  ranksBySecondStage,
  shortfalls,
  sourcesOf,
} from './recommend-lists.js';
export { type RepeatLogits, type RepeatScores, withRepeat } from './repeat-score.js';
export { type Candidate, interleave, type RankedItem, type RankedList } from './round-robin.js';
export * from './second-stage/index.js';
export * from './sources/index.js';
