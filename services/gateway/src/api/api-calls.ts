import { setTimeout } from 'node:timers/promises';
import { type Caller, type CallLimits, checkRight, claimTenants, METHOD_RIGHTS } from '@stars/access';
import type { RpcMessages, RpcName } from '@stars/contracts';
import { internalId, isStarsError, LimitReachedError, type StarsErrorCode } from '@stars/errors';
import {
  AdmissionGate,
  inTrace,
  type Logger,
  nextTurn,
  RequestTime,
  timeLeft,
  turnIsOver,
  withinDeadline,
} from '@stars/platform';
import { ownDeadlineMs } from '@stars/recommending';
import { ByteBudget } from '../byte-budget.js';
import type { GatewayLimits } from '../gateway-deps.js';
import { UseCases } from '../use-cases/use-cases.js';
import { AuditedCalls } from './audited-calls.js';
import type { GatewayMetrics } from './gateway-metrics.js';

/** What hears of a request while it is read. Errors: those of limits, which end the reading. */
export interface Receiving {
  /** So many bytes more are in memory. */
  arrived(bytes: number): void;
  /** All of them are there, and will now be read: that takes longer with more of them. */
  whole(bytes: number): void;
}

export type ReadRequest<M extends RpcName> = (
  receiving: Receiving,
) => RpcMessages[M]['request'] | Promise<RpcMessages[M]['request']>;

/** One call of the API, as its transport received it. */
export interface ApiCall<M extends RpcName = RpcName> {
  method: M;
  transport: 'grpc' | 'http';
  /** Who makes it, or will turn out to. */
  caller: Caller | Promise<Caller>;
  /** Time of arrival, ms of `performance.now`. */
  received: number;
  /** The caller's deadline, ms since 1970; absent or Infinity for none. */
  deadline?: number | undefined;
  /** Calls back when the caller is gone; absent if the transport does not know. */
  whenGone?: (then: () => void) => void;
  /** W3C Trace Context of the caller. */
  traceparent?: string | undefined;
}

/**
 * A caller who is further beyond the limit than the first hears so as late as the next call may succeed, but within the second, ms.
 * Who asks again at each refusal asks less.
 */
const [HELD_FROM_MS, HELD_MOST_MS] = [1000, 5000];
/** Refusals that may wait at once. */
const MOST_HELD = 5000;

/** The calls that read, and count against the limit of recommendations; the others count as events. */
const RECOMMENDATIONS: ReadonlySet<RpcName> = new Set([
  'Recommend',
  'RecommendBatch',
  'RecommendPage',
  'RecommendGroups',
  'SimilarItems',
  'PopularItems',
  'SearchItems',
  'GetItem',
  'GetUser',
  'GetUserHistory',
  'ExportUser',
  'FindUsers',
  'CountFacets',
  'GetCatalogHealth',
  'ListItemsWithIssue',
  'InspectItem',
  'ListSurfaces',
  'GetActivity',
  'ListRules',
  'GetStatus',
  'ListDeadLetters',
  'ListAuditEntries',
  'ListKeys',
  'ListModels',
  'ExplainItem',
  'PreviewRule',
  'EstimateRule',
]);

/**
 * Every call of the API comes through here, between its transport, which reads requests and writes answers, and its use case.
 * Callers' rights and limits are checked. Calls are limited in number and time, counted and timed, and their failures are logged.
 */
export class ApiCalls {
  readonly #recommendations: AdmissionGate;
  readonly #events: AdmissionGate;
  readonly #bytes: ByteBudget;
  #callLimits: CallLimits | undefined;
  #held = 0;

  constructor(
    private readonly useCases: UseCases,
    private readonly limits: GatewayLimits,
    private readonly metrics: GatewayMetrics,
    private readonly logger: Logger,
    private readonly audited: AuditedCalls,
  ) {
    this.#recommendations = new AdmissionGate(limits.recommendations);
    this.#events = new AdmissionGate(limits.events);
    this.#bytes = new ByteBudget((used) => metrics.bytesInFlight.set(used));
  }

  /** From now on, callers and tenants may ask for so much. */
  limitBy(limits: CallLimits): void {
    limits.onRefused = (of, caller) => this.metrics.limited(of, caller);
    this.#callLimits = limits;
  }

  /**
   * Whether a caller may make a call now, for a transport that waits with reading it; a refusal counts as a call.
   * Errors: `STARS_UNAUTHENTICATED`, `STARS_PERMISSION_DENIED`, `STARS_LIMIT_REACHED`.
   */
  async admit(call: ApiCall): Promise<void> {
    try {
      this.#check(await call.caller, call.method);
    } catch (error) {
      this.metrics.request(
        call.method,
        call.transport,
        this.#codeOf(call, error),
        (performance.now() - call.received) / 1000,
      );
      return this.#fail(call, error);
    }
  }

  #check(caller: Caller, method: RpcName): void {
    checkRight(caller, METHOD_RIGHTS[method].right);
    this.#callLimits?.check(caller);
  }

  /**
   * @param read Reads the request; only for a caller who may make this call now.
   * Errors: those of `admit`; those of `read`; `STARS_OVERLOADED`, `STARS_DEADLINE_EXCEEDED`; those of the use case.
   */
  answer<M extends RpcName>(call: ApiCall<M>, read: ReadRequest<M>): Promise<RpcMessages[M]['response']> {
    const span = () => ({
      name: call.method,
      kind: 'server' as const,
      parent: call.traceparent,
      attributes: { 'rpc.method': call.method, 'stars.transport': call.transport },
    });
    return inTrace(span, () => this.#answer(call, read)).catch((error) => this.#fail(call, error));
  }

  async #answer<M extends RpcName>(call: ApiCall<M>, read: ReadRequest<M>): Promise<RpcMessages[M]['response']> {
    const { method } = call;
    let { received } = call;
    let code: StarsErrorCode | 'OK' = 'STARS_INTERNAL';
    let time: RequestTime | undefined;
    let held = 0;
    this.metrics.inFlight.inc();
    try {
      // Without a pause for a caller who is known: who leaves at once must be heard.
      const caller = call.caller instanceof Promise ? await call.caller : call.caller;
      this.#check(caller, method);
      let bytes = 0;
      const arrived = (more: number): void => {
        this.#bytes.take(more);
        held += more;
      };
      const reading = read({
        arrived,
        whole: (all) => {
          bytes = all;
          // It may have come compressed.
          if (all > held) arrived(all - held);
          // Other calls of theirs may have come while it was sent.
          this.#callLimits?.check(caller);
          this.#callLimits?.takeBytes(caller, all);
        },
      });
      const request = reading instanceof Promise ? await reading : reading;
      // How long a caller takes to send is not our time.
      if (reading instanceof Promise) received = performance.now();
      claimTenants(caller, method, request);
      this.#callLimits?.take(caller, method, request, bytes);
      const left = timeLeft(call.deadline, Math.min(this.limits.requestMs, ownDeadlineMs(request)), Date.now());
      time = new RequestTime(left);
      const { signal } = time;
      call.whenGone?.(() => time?.cancel());
      const useCase = this.useCases[method];
      const gate = RECOMMENDATIONS.has(method) ? this.#recommendations : this.#events;
      // The work keeps its place until it really ends, so that a store that hangs fills the gate, not the memory.
      const work = async (): Promise<RpcMessages[M]['response']> => {
        // To read a large request may have taken a turn.
        if (turnIsOver()) await nextTurn(signal);
        return this.audited.run(method, caller, request, () => useCase(request, signal, received + left, caller));
      };
      const answer = await withinDeadline(gate.run(work, { signal, leftMs: left }), signal);
      code = 'OK';
      return answer;
    } catch (error) {
      code = this.#codeOf(call, error);
      throw error;
    } finally {
      time?.end();
      // Streams also report after the answer that their caller is gone.
      time = undefined;
      this.metrics.inFlight.dec();
      this.#bytes.give(held);
      this.metrics.request(method, call.transport, code, (performance.now() - received) / 1000);
    }
  }

  /** Tells of a failure: of a refusal far beyond the limit later, and well within the caller's deadline. */
  async #fail({ deadline = Number.POSITIVE_INFINITY }: ApiCall, error: unknown): Promise<never> {
    const waitMs = error instanceof LimitReachedError ? error.retryAfterMs : 0;
    if (waitMs >= HELD_FROM_MS && this.#held < MOST_HELD) {
      this.#held++;
      // Those who were refused together do not come back together.
      const spread = 0.5 + Math.random() / 2;
      await setTimeout(spread * Math.min(waitMs, HELD_MOST_MS, (deadline - Date.now()) / 2));
      this.#held--;
    }
    throw error;
  }

  #codeOf({ method }: ApiCall, error: unknown): StarsErrorCode {
    const code = isStarsError(error) ? error.code : 'STARS_INTERNAL';
    if (code === 'STARS_INTERNAL') this.logger.error({ err: error, method, id: internalId(error) }, 'request failed');
    return code;
  }
}
