import type { OwnKinds } from '@stars/contracts';
import type { EventBus } from '@stars/event-bus';
import type { SignalRules } from '@stars/features';
import type { ItemCatalog } from '@stars/item-catalog';
import type { Logger, Metrics } from '@stars/platform';
import type { ProfileStore } from '@stars/profile-store';
import type { ListEditor } from '@stars/text';
import type { VectorIndex } from '@stars/vector-index';
import type { ServedModelProvider } from './served-model.port.js';
import type { Surfaces } from './surfaces.js';

/** ms since 1970. */
export type Clock = () => number;

export interface RecommendingLimits {
  /** What one store may take of a recommendation before the answer goes on without it. */
  storeMs: number;
  /** Requests of one batch that run at the same time. */
  batchConcurrency: number;
}

/** What a language model may do with the first few items of an answer: give reasons if a request wants them, and order them. */
export interface ListEditing {
  editor?: ListEditor;
  /** Whether it puts them in order. */
  rerank: boolean;
  /** How many items it gets. */
  items: number;
  /** Most that an answer waits for it, ms; the answer's own time holds as well. */
  waitMs: number;
}

export const NO_LIST_EDITING: ListEditing = { rerank: false, items: 0, waitMs: 0 };

export interface RecommendingDeps {
  bus: EventBus;
  profiles: ProfileStore;
  catalog: ItemCatalog;
  vectors: VectorIndex;
  servedModels: ServedModelProvider;
  logger: Logger;
  metrics: Metrics;
  limits: RecommendingLimits;
  /** What "now" is for a request that names no time; default the machine's clock. */
  clock?: Clock;
  /** The share of a score from which each signal raises an alarm; default: half. */
  signals?: SignalRules;
  /** Whether answers to requests that name a surface are recorded as impressions; default true. */
  impressions?: boolean;
  /** A language model at the edge; default: none. */
  listEditing?: ListEditing;
  /** Surfaces of all tenants, unless a tenant has stored one of the same name; default: the built-in ones. */
  surfaces?: Surfaces;
  /** The shop's own kinds of events; default: none. */
  kinds?: OwnKinds;
  /** IANA name of the time zone of dates in reasons; default UTC. */
  timeZone?: string;
}
