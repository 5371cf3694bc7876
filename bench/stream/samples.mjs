// What waits for the embedder and the tagger, and the memory of all services, over time.
import { TOPICS } from '@stars/contracts';
import { EMBEDDER_GROUP } from '@stars/service-embedder';
import { TAGGER_GROUP } from '@stars/service-tagger';
import { slope } from './percentiles.mjs';

const EVERY = 1000;
/** How long what was sent may take to be handled before it is called lost, ms. */
export const PATIENCE = 30 * 60_000;

const total = (lags) => [...lags.values()].reduce((sum, lag) => sum + lag, 0);
export const lagOf = async (bus) => total(await bus.lag(EMBEDDER_GROUP, [TOPICS.interactions]));
export const catalogueLagOf = async (bus) =>
  total(await bus.lag(TAGGER_GROUP, [TOPICS.catalog])) + total(await bus.lag(EMBEDDER_GROUP, [TOPICS.itemFeatures]));

/** Waits until nothing does. */
export async function drained(bus, lag) {
  const until = Date.now() + PATIENCE;
  while ((await lag(bus)) > 0) {
    if (Date.now() > until) throw new Error('what was sent is not handled');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Lag and memory, once a second from now on. */
export class Samples {
  lag = [];
  #timer;
  #ended = false;
  #began = Date.now();

  constructor(bus, services) {
    const look = async () => {
      const seconds = (Date.now() - this.#began) / 1000;
      const value = await lagOf(bus).catch(() => undefined);
      const bytes = services.reduce((sum, { last }) => sum + (last?.rss ?? 0), 0);
      if (value !== undefined) this.lag.push({ seconds: Math.round(seconds), value, bytes });
      if (!this.#ended) this.#timer = setTimeout(look, EVERY);
    };
    this.#timer = setTimeout(look, 0);
  }

  end() {
    this.#ended = true;
    clearTimeout(this.#timer);
    const lags = this.lag.map(({ value }) => value);
    const bytes = this.lag.map(({ bytes: each }) => each).filter((each) => each > 0);
    return {
      most: Math.max(0, ...lags),
      atEnd: lags.at(-1) ?? 0,
      // Events a second that it grew by over the second half.
      growth: slope(this.lag.slice(this.lag.length >> 1)),
      memoryAtStart: bytes[0] ?? 0,
      memoryPeak: Math.max(0, ...bytes),
      memoryAtEnd: bytes.at(-1) ?? 0,
      series: this.lag,
    };
  }
}
