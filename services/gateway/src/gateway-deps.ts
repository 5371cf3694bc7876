import type { AuditLog } from '@stars/audit';
import type { EventTimeBounds } from '@stars/contracts';
import type { ExportSources } from '@stars/personal-data';
import type { AdmissionLimits, HealthRegistry } from '@stars/platform';
import type { RecommendingDeps, RecommendingLimits } from '@stars/recommending';

export interface GatewayLimits extends RecommendingLimits {
  /** No request takes longer, whatever its deadline says. */
  requestMs: number;
  /** Recommendations in work and waiting. */
  recommendations: AdmissionLimits;
  /** Calls that write to the bus, in work and waiting. */
  events: AdmissionLimits;
}

export const DEFAULT_GATEWAY_LIMITS: GatewayLimits = {
  requestMs: 10_000,
  storeMs: 2000,
  recommendations: { concurrent: 64, queued: 512 },
  events: { concurrent: 32, queued: 256 },
  batchConcurrency: 8,
};

export interface GatewayDeps
  extends Omit<RecommendingDeps, 'limits'>,
    Pick<ExportSources, 'archive' | 'rejectsFolder'> {
  health: HealthRegistry;
  limits?: Partial<GatewayLimits>;
  /** Default: one of its own, without a key. */
  audit?: AuditLog;
  /** Default: `EVENT_TIME_BOUNDS`. */
  eventTimes?: EventTimeBounds;
}
