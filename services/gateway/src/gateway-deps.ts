import type { EventBus } from '@stars/event-bus';
import type { SignalRules } from '@stars/features';
import type { ItemCatalog } from '@stars/item-catalog';
import type { AdmissionLimits, HealthRegistry, Logger, Metrics } from '@stars/platform';
import type { ProfileStore } from '@stars/profile-store';
import type { ListEditor } from '@stars/text';
import type { VectorIndex } from '@stars/vector-index';
import type { ServedModelProvider } from './served-model.port.js';

export interface GatewayLimits {
  /** No request takes longer, whatever its deadline says. */
  requestMs: number;
  /** What one store may take of a recommendation before the answer goes on without it. */
  storeMs: number;
  /** Recommendations in work and waiting. */
  recommendations: AdmissionLimits;
  /** Calls that write to the bus, in work and waiting. */
  events: AdmissionLimits;
  /** Requests of one batch that run side by side. */
  batchConcurrency: number;
}

export const DEFAULT_GATEWAY_LIMITS: GatewayLimits = {
  requestMs: 10_000,
  storeMs: 2000,
  recommendations: { concurrent: 64, queued: 512 },
  events: { concurrent: 32, queued: 256 },
  batchConcurrency: 8,
};

/** What a language model may do to the first few items of an answer: say why they are there, where a request wants that; and order. */
export interface ListEditing {
  editor?: ListEditor;
  /** Whether it puts them in order. */
  rerank: boolean;
  /** How many it is asked about. */
  items: number;
  /** Most that an answer waits for it, ms; the answer's own time holds as well. */
  waitMs: number;
}

export const NO_LIST_EDITING: ListEditing = { rerank: false, items: 0, waitMs: 0 };

export interface GatewayDeps {
  bus: EventBus;
  profiles: ProfileStore;
  catalog: ItemCatalog;
  vectors: VectorIndex;
  servedModels: ServedModelProvider;
  logger: Logger;
  metrics: Metrics;
  health: HealthRegistry;
  /** What "now" is for a request that names no time, ms since 1970; default the machine's clock. */
  clock?: () => number;
  limits?: Partial<GatewayLimits>;
  /** Of how large a share of a score each signal raises an alarm; default: half. */
  signals?: SignalRules;
  /** Whether answers to requests that name a surface are recorded as impressions; default true. */
  impressions?: boolean;
  /** A language model at the edge; default: none. */
  listEditing?: ListEditing;
  /** IANA name: the clock that dates in reasons are told by; default UTC. */
  timeZone?: string;
}

/** ms since 1970. */
export type Clock = () => number;

export const TIME_ZONE = Symbol('GatewayTimeZone');
export const CLOCK = Symbol('Clock');
/** Gives versions to elements that come without one. */
export const VERSIONS = Symbol('MonotonicVersions');
export const GATEWAY_LIMITS = Symbol('GatewayLimits');
export const LIST_EDITING = Symbol('ListEditing');
export const RECORDS_IMPRESSIONS = Symbol('RecordsImpressions');
export const SIGNAL_RULES = Symbol('SignalRules');
export const LOGGER = Symbol('GatewayLogger');
export const METRICS = Symbol('GatewayMetrics');
export const HEALTH = Symbol('GatewayHealth');
