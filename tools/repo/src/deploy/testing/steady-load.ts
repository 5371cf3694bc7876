import {
  CatalogItem,
  type EventClient,
  eventClient,
  Interaction,
  InteractionType,
  type RecommendationClient,
  RecommendRequest,
  type RecommendResponse,
  recommendationClient,
} from '@stars/contracts';

export interface LoadOptions {
  /** host:port of the Service, for each protocol. */
  grpc: string;
  http: string;
  /** API key. */
  token: string;
  userIds: readonly string[];
  itemIds: readonly string[];
  /** A second. */
  rates: { requests: number; events: number; items: number };
}

/** What was asked and answered, by kind. */
export interface Calls {
  sent: number;
  failures: string[];
  /** Of answers, ms. */
  times: number[];
}

/** Items of a list. */
export const K = 10;
/** Three times what the gateway takes at most: speed is not what is tested. */
const DEADLINE_MS = 30_000;
const TICK_MS = 20;
const EVENTS_OF_CALL = 10;
/** Connections over gRPC, as programs of a shop have. */
const CHANNELS = 8;

const TYPES = [InteractionType.INTERACTION_TYPE_VIEW, InteractionType.INTERACTION_TYPE_PURCHASE];

/**
 * Asks and sends at steady rates, whatever is answered, half of it over gRPC and half over HTTP. No call is made again, but what
 * the protocols themselves allow: a gRPC client sends a call to another connection if the server says that it did not take it.
 */
export class SteadyLoad {
  readonly recommend: Calls = { sent: 0, failures: [], times: [] };
  readonly track: Calls = { sent: 0, failures: [], times: [] };
  readonly upsert: Calls = { sent: 0, failures: [], times: [] };
  /** Events that were accepted. */
  readonly events: Interaction[] = [];
  /** New items that were accepted. */
  readonly items: string[] = [];
  /** Answers that had to do without something, by what: a busy machine makes some. */
  readonly degradations = new Map<string, number>();
  readonly #clients: { recommendations: RecommendationClient; events: EventClient }[];
  readonly #inFlight = new Set<Promise<void>>();
  readonly #begun = performance.now();
  readonly #timer: NodeJS.Timeout;
  #ended: number | undefined;
  #event = 0;

  constructor(private readonly options: LoadOptions) {
    const settings = { authorization: `Bearer ${options.token}`, 'grpc.use_local_subchannel_pool': 1 };
    this.#clients = Array.from({ length: CHANNELS }, () => ({
      recommendations: recommendationClient(options.grpc, settings),
      events: eventClient(options.grpc, settings),
    }));
    this.#timer = setInterval(() => this.#tick(), TICK_MS);
  }

  /** For how long it sends, or sent. */
  get seconds(): number {
    return ((this.#ended ?? performance.now()) - this.#begun) / 1000;
  }

  /** Sends no more. Resolves once every call has its answer, or has failed. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.#ended = performance.now();
    await Promise.all(this.#inFlight);
    for (const { recommendations, events } of this.#clients) {
      recommendations.close();
      events.close();
    }
  }

  #tick(): void {
    const { requests, events, items } = this.options.rates;
    const due = (rate: number) => Math.floor(rate * this.seconds);
    while (this.recommend.sent < due(requests)) this.#call(this.recommend, (n) => this.#recommend(n));
    while (this.track.sent < due(events / EVENTS_OF_CALL)) this.#call(this.track, (n) => this.#track(n));
    while (this.upsert.sent < due(items)) this.#call(this.upsert, (n) => this.#upsert(n));
  }

  #call(calls: Calls, make: (n: number) => Promise<void>): void {
    const n = calls.sent++;
    const begun = performance.now();
    const call: Promise<void> = make(n)
      .then(
        () => void calls.times.push(performance.now() - begun),
        (error: Error) => {
          const cause = error.cause instanceof Error ? ` (${error.cause.message})` : '';
          calls.failures.push(`call ${n} at ${this.seconds.toFixed(1)} s: ${error.message}${cause}`);
        },
      )
      .finally(() => this.#inFlight.delete(call));
    this.#inFlight.add(call);
  }

  async #recommend(n: number): Promise<void> {
    const userId = this.#user(n);
    const { items, degradations } = await (n % 2 === 0
      ? this.#client(n).recommendations.recommend(RecommendRequest.fromPartial({ userId, k: K }), SETTINGS)
      : this.#post<RecommendResponse>('/v1/recommend', { user_id: userId, k: K }, n % 4 === 1));
    const worse = (degradations ?? []).map(({ code, message }) => `${code}: ${message}`);
    for (const what of items.length < K ? [...worse, 'fewer items'] : worse) {
      this.degradations.set(what, (this.degradations.get(what) ?? 0) + 1);
    }
  }

  async #track(n: number): Promise<void> {
    const interactions = Array.from({ length: EVENTS_OF_CALL }, () => this.#nextEvent());
    if (n % 2 === 0) await this.#client(n).events.track({ interactions, impressions: [] }, SETTINGS);
    else await this.#post('/v1/track', { interactions: interactions.map(jsonOf) });
    this.events.push(...interactions);
  }

  async #upsert(n: number): Promise<void> {
    const item = CatalogItem.fromPartial({ itemId: `rolled-${n}`, title: `Rolled oats no. ${n}`, category: ['Oats'] });
    if (n % 2 === 0) await this.#client(n).events.upsertItems({ items: [item] }, SETTINGS);
    else
      await this.#post('/v1/items', { items: [{ item_id: item.itemId, title: item.title, category: item.category }] });
    this.items.push(item.itemId);
  }

  #nextEvent(): Interaction {
    const n = this.#event++;
    return Interaction.fromPartial({
      ...{ tenantId: 'default', eventId: `rolled-${n}`, userId: this.#user(n) },
      ...{ itemId: this.options.itemIds[(7 * n) % this.options.itemIds.length]!, type: TYPES[n % TYPES.length]! },
      time: new Date(),
    });
  }

  #user(n: number): string {
    const { userIds } = this.options;
    return userIds[(n * 7919) % userIds.length]!;
  }

  #client(n: number) {
    return this.#clients[(n / 2) % CHANNELS]!;
  }

  /** @param once over a connection of its own: those that are kept open reach a pod only if they were opened while it was there */
  async #post<T>(path: string, body: unknown, once = false): Promise<T> {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${this.options.token}` };
    const response = await fetch(`http://${this.options.http}${path}`, {
      method: 'POST',
      headers: once ? { ...headers, connection: 'close' } : headers,
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(DEADLINE_MS),
    });
    const answer = await response.text();
    if (!response.ok) throw new Error(`${response.status}: ${answer}`);
    return JSON.parse(answer) as T;
  }
}

const SETTINGS = { timeoutMs: DEADLINE_MS };

const jsonOf = ({ eventId, userId, itemId, type, time }: Interaction) => ({
  ...{ event_id: eventId, user_id: userId, item_id: itemId },
  ...{ type: type === InteractionType.INTERACTION_TYPE_VIEW ? 'view' : 'purchase', time: time!.toISOString() },
});
