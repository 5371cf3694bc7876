import { type EncodedMessage, encodeImpression, type Impression, TOPICS } from '@stars/contracts';
import { type EventBus } from '@stars/event-bus';
import { type Logger, type Metrics, withinMs } from '@stars/platform';

/** Items of all pages that wait at most: some 20 MB. */
const MOST_ITEMS = 200_000;
const BATCH = 500;
const EVERY_MS = 100;
const MOST_PAUSE_MS = 5000;
/** How long closing waits for the bus. */
const LAST_MS = 2000;

interface Waiting {
  message: EncodedMessage;
  items: number;
}

/**
 * The pages that were served, on their way to the bus: kept in memory while the answer goes out, published in batches afterwards.
 * A bus that is away is tried again. If too many pages wait, further ones are dropped and counted: a log must not stop the service.
 */
export class ImpressionOutbox {
  readonly #waiting: Waiting[] = [];
  #items = 0;
  #pauseMs = EVERY_MS;
  #timer: NodeJS.Timeout | undefined;
  #publishing: Promise<void> | undefined;
  readonly #count;

  constructor(
    private readonly bus: EventBus,
    private readonly logger: Logger,
    metrics: Metrics,
    private readonly records: boolean,
  ) {
    this.#count = metrics.counter({
      name: 'stars_gateway_impressions_total',
      help: 'Pages that were served, by what became of their record: published, or dropped.',
      labels: ['outcome'],
    });
  }

  /** Records an answer, and returns at once. Answers without a surface or without items are not recorded. */
  note(impression: Impression): void {
    if (!this.records || impression.surface === '' || impression.items.length === 0) return;
    if (this.#items + impression.items.length > MOST_ITEMS) {
      this.#count.inc({ outcome: 'dropped' });
      return;
    }
    try {
      // Encoded at once: waiting bytes cost the garbage collector nothing, unlike the objects of a page.
      this.#waiting.push({ message: encodeImpression(impression), items: impression.items.length });
    } catch (err) {
      this.logger.warn({ err }, 'a served page cannot be recorded');
      this.#count.inc({ outcome: 'dropped' });
      return;
    }
    this.#items += impression.items.length;
    this.#timer ??= setTimeout(() => void this.#inTurn(), this.#pauseMs).unref();
  }

  /** Resolves once all pages that wait now are on the bus. Errors: those of the bus. */
  async flush(): Promise<void> {
    await this.#publishing?.catch(() => undefined);
    while (this.#waiting.length > 0) await this.#publish();
  }

  /** Publishes what still waits, for a moment at most. */
  async close(): Promise<void> {
    clearTimeout(this.#timer);
    try {
      await withinMs(this.flush(), LAST_MS, () => new Error('the bus gave no answer'));
    } catch (err) {
      this.logger.warn({ err, pages: this.#waiting.length }, 'served pages are not recorded');
      this.#count.inc({ outcome: 'dropped' }, this.#waiting.length);
    }
  }

  async #inTurn(): Promise<void> {
    try {
      await this.flush();
      this.#pauseMs = EVERY_MS;
    } catch (err) {
      this.#pauseMs = Math.min(2 * this.#pauseMs, MOST_PAUSE_MS);
      this.logger.warn({ err, pages: this.#waiting.length }, 'served pages wait for the bus');
    }
    this.#timer = undefined;
    if (this.#waiting.length > 0) this.#timer = setTimeout(() => void this.#inTurn(), this.#pauseMs).unref();
  }

  /** Sends one batch; if the bus refuses it, it stays in the queue. Only one runs at a time, so that nothing is sent twice. */
  async #publish(): Promise<void> {
    if (this.#publishing) return this.#publishing;
    const batch = this.#waiting.slice(0, BATCH);
    this.#publishing = this.bus
      .publish(
        TOPICS.impressions,
        batch.map(({ message }) => message),
      )
      .then(() => {
        this.#waiting.splice(0, batch.length);
        for (const { items } of batch) this.#items -= items;
        this.#count.inc({ outcome: 'published' }, batch.length);
      })
      .finally(() => {
        this.#publishing = undefined;
      });
    return this.#publishing;
  }
}
