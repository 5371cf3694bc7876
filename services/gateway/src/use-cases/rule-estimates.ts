import { type SampledAnswer, sampleAnswers, shownWindow } from '@stars/archive';
import {
  type EstimateRuleRequest,
  type EstimateRuleResponse,
  RECOMMEND_MODE_NAMES,
  RecommendMode,
  validateEstimateRuleRequest,
} from '@stars/contracts';
import { StarsError } from '@stars/errors';
import { AdmissionGate } from '@stars/platform';
import type { RecordedList } from '@stars/recommending';
import type { Answering } from '../answering/answering.js';
import type { GatewayDeps } from '../gateway-deps.js';

/** An estimate makes hundreds of lists: one at a time, whatever the number of tenants. */
const GATE = { concurrent: 1, queued: 8 };
const DAY_MS = 86_400_000;

type EstimateDeps = Pick<GatewayDeps, 'archive' | 'bus'> & {
  answering: Pick<Answering, 'estimateRule' | 'ruleWarnings'>;
  clock: () => number;
};

/** Says what a rule would change, by recent answers that are made again. */
export class RuleEstimates {
  readonly #gate = new AdmissionGate(GATE);
  readonly #running = new Set<string>();

  readonly #window: ReturnType<typeof shownWindow> | undefined;

  constructor(private readonly deps: EstimateDeps) {
    if (!deps.archive) this.#window = shownWindow(deps.bus, Date.now);
  }

  /** Deletes what was read of the bus. */
  close(): void {
    this.#window?.[Symbol.dispose]();
  }

  /**
   * @param until when the answer must be there, ms of `performance.now`
   * Errors: those of a checked request; `STARS_OVERLOADED`, also while another estimate of the tenant runs; those of `sampleAnswers` and of
   * the estimate.
   */
  async estimate(given: EstimateRuleRequest, signal: AbortSignal, until: number): Promise<EstimateRuleResponse> {
    const request = validateEstimateRuleRequest(given);
    const { tenantId } = request;
    if (this.#running.has(tenantId))
      throw new StarsError('STARS_OVERLOADED', 'another estimate of this tenant runs: try again later');
    this.#running.add(tenantId);
    try {
      const leftMs = until - performance.now();
      return await this.#gate.run(() => this.#estimate(request, signal, until), { signal, leftMs });
    } finally {
      this.#running.delete(tenantId);
    }
  }

  async #estimate(request: EstimateRuleRequest, signal: AbortSignal, until: number): Promise<EstimateRuleResponse> {
    const { tenantId: tenant, answers, days } = request;
    const { archive, answering, clock } = this.deps;
    const now = clock();
    const sample = await sampleAnswers(archive ? { archive } : { window: this.#window! }, {
      tenant,
      from: now - days * DAY_MS,
      until: now + 1,
      answers,
    });
    signal.throwIfAborted();
    const estimate = await answering.estimateRule.execute(request, sample.map(listsOf), signal, until);
    const made = sample.slice(0, estimate.answers).map(({ time }) => time);
    const warnings = await answering.ruleWarnings.find({ ...request, rule: request.rule! });
    return { ...estimate, warnings, since: made.length > 0 ? new Date(Math.min(...made)) : undefined };
  }
}

/** The lists of a recorded answer, from top to bottom. A record of an earlier release says no mode: that of the surface holds. */
function listsOf({ userId, region, surface, items, lists }: SampledAnswer): RecordedList[] {
  const names =
    lists?.map(({ placement }) => placement ?? surface) ?? items.map(({ placement }) => placement ?? surface);
  const above: string[] = [];
  return [...new Set(names)].map((name): RecordedList => {
    const mode = lists?.find(({ placement }) => (placement ?? surface) === name)?.mode;
    const own = items.filter(({ placement }) => (placement ?? surface) === name);
    const list = {
      ...{ userId, region, surface: name, above: [...above] },
      mode: mode ? RECOMMEND_MODE_NAMES.parse(mode) : RecommendMode.RECOMMEND_MODE_UNSPECIFIED,
      items: own.map(({ item_id: itemId, propensity }) => ({ itemId, propensity: propensity ?? undefined })),
    };
    above.push(...own.map(({ item_id: itemId }) => itemId));
    return list;
  });
}
