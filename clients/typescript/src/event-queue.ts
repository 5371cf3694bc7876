import type { CallOptions } from './send.js';
import { StarsError } from './stars-error.js';
import type { Impression, Interaction, TrackRequest, TrackResponse } from './types.js';

/** An event whose time, if it is absent, is now. */
export type Event<E extends { time: string }> = Omit<E, 'time'> & { time?: string };

/** Events wait at most so long, ms. */
const WAIT_MS = 1000;
/** Events of one call. */
const MOST_IN_CALL = 500;
/** Events that wait while the server is away. */
const MOST_WAITING = 10_000;
/** A browser sends no more than 64 KiB once a page is left. */
const LAST_CALL_BYTES = 60_000;

/** A refused element: the whole call is refused for it. */
const REFUSED = /^(interactions|impressions)\[(\d+)\]/;

type Track = (request: TrackRequest, options?: CallOptions) => Promise<TrackResponse>;

type Waiting = { of: 'interactions'; event: Interaction } | { of: 'impressions'; event: Impression };

/** Keeps events for a moment and sends many in one call. Each has an id, so that one that is sent again counts once. */
export class EventQueue {
  #waiting: Waiting[] = [];
  /** In the call that is being made. */
  #sent: readonly Waiting[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;
  #sending: Promise<void> = Promise.resolve();
  readonly #stopListening: () => void;

  constructor(
    private readonly track: Track,
    private readonly onLost: (error: StarsError, count: number) => void = () => undefined,
  ) {
    this.#stopListening = whenPageIsLeft(() => this.#sendLast());
  }

  /** What a user did. */
  add(event: Event<Interaction>): void {
    this.#wait({ of: 'interactions', event: complete(event) });
  }

  /** What a user was shown. */
  addImpression(event: Event<Impression>): void {
    this.#wait({ of: 'impressions', event: complete(event) });
  }

  /** Sends all that waits. Errors: `StarsError`; then the events wait for the next time. */
  flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    // One after the other: a failed call puts its events back.
    const sent = this.#sending.then(() => this.#sendAll());
    this.#sending = sent.catch(() => undefined);
    return sent;
  }

  async close(): Promise<void> {
    this.#stopListening();
    await this.flush();
  }

  #wait(waiting: Waiting): void {
    this.#waiting.push(waiting);
    this.#dropOldest();
    if (this.#waiting.length >= MOST_IN_CALL) this.#flushQuietly();
    else this.#timer ??= setTimeout(() => this.#flushQuietly(), WAIT_MS);
  }

  /** What fails waits for the next time. */
  #flushQuietly(): void {
    this.flush().catch(() => {
      if (this.#waiting.length > 0) this.#timer ??= setTimeout(() => this.#flushQuietly(), 10 * WAIT_MS);
    });
  }

  async #sendAll(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, MOST_IN_CALL);
      this.#sent = batch;
      try {
        await this.#sendBatch(batch);
      } catch (error) {
        this.#waiting.unshift(...batch);
        this.#dropOldest();
        throw error;
      } finally {
        this.#sent = [];
      }
    }
  }

  /** Leaves out what the server refuses: otherwise one wrong event would stop all others. */
  async #sendBatch(batch: Waiting[]): Promise<void> {
    while (batch.length > 0) {
      try {
        await this.track(requestOf(batch));
        return;
      } catch (error) {
        const refused = error instanceof StarsError ? refusedIn(batch, error) : -1;
        if (refused < 0) throw error;
        batch.splice(refused, 1);
        this.onLost(error as StarsError, 1);
      }
    }
  }

  #dropOldest(): void {
    const over = this.#waiting.length - MOST_WAITING;
    if (over <= 0) return;
    this.#waiting.splice(0, over);
    this.onLost(new StarsError('STARS_UNAVAILABLE', 'too many events wait', undefined, 0), over);
  }

  /** As much as a browser lets a page send that is left. */
  #sendLast(): void {
    let bytes = 0;
    // The call that is being made may end with the page. What comes twice counts once.
    const last = [...this.#sent, ...this.#waiting].filter(({ event }) => {
      bytes += new TextEncoder().encode(JSON.stringify(event)).length;
      return bytes < LAST_CALL_BYTES;
    });
    if (last.length === 0) return;
    this.#waiting = this.#waiting.filter((each) => !last.includes(each));
    // A page that is shown again sends what failed.
    this.track(requestOf(last), { keepalive: true }).catch(() => this.#waiting.unshift(...last));
  }
}

const requestOf = (batch: readonly Waiting[]): TrackRequest => {
  const interactions = batch.flatMap((each) => (each.of === 'interactions' ? [each.event] : []));
  const impressions = batch.flatMap((each) => (each.of === 'impressions' ? [each.event] : []));
  return { ...(interactions.length > 0 && { interactions }), ...(impressions.length > 0 && { impressions }) };
};

/** The place in the batch of what an error refuses; -1 if it refuses no single event. */
function refusedIn(batch: readonly Waiting[], { status, field = '' }: StarsError): number {
  const [, list, index] = REFUSED.exec(field) ?? [];
  if (list === undefined || status < 400 || status >= 500) return -1;
  const places = [...batch.keys()].filter((place) => batch[place]!.of === list);
  return places[Number(index)] ?? -1;
}

const complete = <E extends { time: string; event_id?: string }>({ event_id, time, ...event }: Event<E>): E =>
  ({ ...event, event_id: event_id || newId(), time: time ?? new Date().toISOString() }) as unknown as E;

/** A request whose events all have ids. */
export const withIds = ({ interactions = [], impressions = [], ...others }: TrackRequest): TrackRequest => ({
  ...others,
  ...(interactions.length > 0 && { interactions: interactions.map((event) => complete<Interaction>(event)) }),
  ...(impressions.length > 0 && { impressions: impressions.map((event) => complete<Impression>(event)) }),
});

/** Not `randomUUID`, which only pages over HTTPS have. */
export const newId = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');

/** Listens for the moment when a page may be gone. Elsewhere there is none. Gives what ends it. */
function whenPageIsLeft(then: () => void): () => void {
  if (typeof document === 'undefined') return () => undefined;
  const listener = (): void => {
    if (document.visibilityState === 'hidden') then();
  };
  document.addEventListener('visibilitychange', listener);
  return () => document.removeEventListener('visibilitychange', listener);
}
