import type { RpcMessages } from '@stars/contracts';
import { currentSpan } from '@stars/platform';
import type { ListMethod, Recommending, RecommendingDeps } from '@stars/recommending';
import { AnswerThread } from './answer-thread.js';
import type { AnswerThreadPlan } from './answer-thread-messages.js';

/**
 * Answers in this thread and in others beside it. Each call goes to the one with the fewest calls in work. Among several, it is always
 * the same one for a user, whose history is at hand there.
 */
export class Answering {
  /** Calls in work of this thread. */
  #inFlight = 0;
  #threads: AnswerThread[] = [];
  #ends: (() => void)[] = [];

  /** @param plan Absent: this thread alone answers. */
  constructor(
    private readonly recommending: Recommending,
    private readonly deps: Pick<RecommendingDeps, 'metrics' | 'logger' | 'limits' | 'clock' | 'timeZone'>,
    private readonly plan?: AnswerThreadPlan,
  ) {}

  /** What requests that name a surface get where they say nothing themselves. */
  get rules(): Recommending['rules'] {
    return this.recommending.rules;
  }

  get estimateRule(): Recommending['estimateRule'] {
    return this.recommending.estimateRule;
  }

  get ruleWarnings(): Recommending['ruleWarnings'] {
    return this.recommending.ruleWarnings;
  }

  get surfaces(): Recommending['surfaces'] {
    return this.recommending.surfaces;
  }

  /** Other threads answer as soon as they are ready. Errors: those of the bus. */
  async start(): Promise<void> {
    await this.recommending.start();
    const answering = this.deps.metrics.gauge({
      name: 'stars_gateway_answer_threads',
      help: 'Threads that answer recommendations.',
    });
    answering.set(1);
    if (!this.plan) return;
    const { threads, ...plan } = this.plan;
    const { metrics, logger, limits, clock = Date.now, timeZone } = this.deps;
    const aheadMs = clock() - Date.now();
    const settings = { ...plan, limits, aheadMs, logLevel: logger.level, ...(timeZone !== undefined && { timeZone }) };
    this.#threads = Array.from({ length: threads }, () => new AnswerThread(settings, () => answering.inc()));
    this.#ends = this.#threads.map((thread) =>
      metrics.addThread(async () => (thread.isReady ? thread.ask({ counts: true }) : [])),
    );
  }

  /** Errors: those of the use case. */
  async answer<M extends ListMethod>(
    method: M,
    request: RpcMessages[M]['request'],
    signal: AbortSignal,
    until: number,
  ): Promise<RpcMessages[M]['response']> {
    const thread = this.#threadFor('userId' in request ? request.userId : '');
    if (thread) {
      const traceparent = currentSpan()?.traceparent;
      const leftMs = until - performance.now();
      return thread.ask({ ask: method, request, leftMs, ...(traceparent !== undefined && { traceparent }) }, signal);
    }
    this.#inFlight++;
    try {
      return await this.recommending.answer(method, request, signal, until);
    } finally {
      this.#inFlight--;
    }
  }

  /** Resolves once all pages that were served until now are on the bus. Errors: those of the bus. */
  async flush(): Promise<void> {
    await Promise.all([
      this.recommending.impressions.flush(),
      ...this.#ready().map((each) => each.ask({ flush: true })),
    ]);
  }

  /** Forgets what is kept of a user for answers while the profile store is away. */
  async forget(tenant: string, userId: string): Promise<void> {
    this.recommending.lastProfiles.forget(tenant, userId);
    await Promise.all(this.#ready().map((each) => each.ask({ forget: { tenant, userId } })));
  }

  /** Whether the last answers of this thread do without a store. */
  isAway(store: Parameters<Recommending['isAway']>[0]): boolean {
    return this.recommending.isAway(store);
  }

  async close(): Promise<void> {
    for (const end of this.#ends) end();
    await Promise.all([this.recommending.close(), ...this.#threads.map((each) => each.close())]);
  }

  #ready(): AnswerThread[] {
    return this.#threads.filter(({ isReady }) => isReady);
  }

  /** Undefined: this one. */
  #threadFor(userId: string): AnswerThread | undefined {
    const ready = this.#ready();
    const fewest = Math.min(this.#inFlight, ...ready.map(({ inFlight }) => inFlight));
    const places = [
      ...ready.filter(({ inFlight }) => inFlight === fewest),
      ...(this.#inFlight === fewest ? [undefined] : []),
    ];
    return places[numberOf(userId) % places.length];
  }
}

/** The same for the same text. */
function numberOf(text: string): number {
  let number = 0;
  for (let i = 0; i < text.length; i++) number = (31 * number + text.charCodeAt(i)) >>> 0;
  return number;
}
