import type { Archive } from '@stars/archive';
import type { AuditLog } from '@stars/audit';
import type { EventTimeBounds } from '@stars/contracts';
import type { ModelRegistry } from '@stars/inference';
import type { ExportSources } from '@stars/personal-data';
import type { AdmissionLimits, HealthRegistry } from '@stars/platform';
import type { RecommendingDeps } from '@stars/recommending';
import type { Vocabulary } from '@stars/text';
import type { AnswerThreadPlan } from './answering/answer-thread-messages.js';

export const DEFAULT_GATEWAY_LIMITS = {
  /** No request takes longer, whatever its deadline says. */
  requestMs: 10_000,
  storeMs: 2000,
  /** Recommendations in work and waiting. */
  recommendations: { concurrent: 64, queued: 512 } as AdmissionLimits,
  /** Calls that write to the bus, in work and waiting. */
  events: { concurrent: 32, queued: 256 } as AdmissionLimits,
  batchConcurrency: 8,
};

export type GatewayLimits = typeof DEFAULT_GATEWAY_LIMITS;

/** What a shop says to platforms that use the Universal Commerce Protocol. */
export interface UcpSettings {
  /** Where platforms reach `/ucp` of this server. */
  url: string;
  /** Of all prices, ISO 4217. */
  currency: string;
}

export interface GatewayDeps extends Omit<RecommendingDeps, 'limits'>, Pick<ExportSources, 'rejectsFolder'> {
  /** For exports and activity; default: the bus has everything. */
  archive?: (NonNullable<ExportSources['archive']> & Pick<Archive, 'ends' | 'reader'>) | undefined;
  health: HealthRegistry;
  /** Default: the thread of the servers alone answers. */
  threads?: AnswerThreadPlan | undefined;
  limits?: Partial<GatewayLimits>;
  /** Default: one of its own, without a key. */
  audit?: AuditLog;
  /** Where models lie. Default: calls find only what is on the bus. */
  models?: Pick<ModelRegistry, 'versions' | 'manifest'>;
  /** The file of keys, which calls may change. Default: they find none. */
  keysFile?: string;
  /** Default: `EVENT_TIME_BOUNDS`. */
  eventTimes?: EventTimeBounds;
  /** The terms of tags. Default: the tagger alone knows them, and leaves out others. */
  vocabulary?: Pick<Vocabulary, 'normalizeAll'> | undefined;
  /** Default: the Universal Commerce Protocol is off. */
  ucp?: UcpSettings | undefined;
}
