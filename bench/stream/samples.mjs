// Lag of the embedder and the tagger, and memory of all services, over time.

import { TOPICS } from '@stars/contracts';
import { EMBEDDER_GROUPS, groupsOf } from '@stars/event-bus';
import { slope } from '../times.mjs';

const EVERY = 1000;
/** Time after which a message that is not handled counts as lost, ms. */
export const PATIENCE = 30 * 60_000;

const total = (lags) => [...lags.values()].reduce((sum, lag) => sum + lag, 0);
export const lagOf = async (bus) => total(await bus.lag(EMBEDDER_GROUPS.data.group, [TOPICS.interactions]));
export async function catalogueLagOf(bus) {
  let lag = total(await bus.lag(EMBEDDER_GROUPS.data.group, [TOPICS.itemFeatures]));
  for (const { group, topics } of groupsOf('tagger')) lag += total(await bus.lag(group, topics));
  return lag;
}

/** Waits until nothing is waiting. */
export async function drained(bus, lag) {
  const until = Date.now() + PATIENCE;
  while ((await lag(bus)) > 0) {
    if (Date.now() > until) throw new Error('not all messages were handled in time');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Samples lag and memory once a second from now on. */
export class Samples {
  lag = [];
  #timer;
  #ended = false;
  #began = Date.now();

  constructor(bus, services) {
    const sample = async () => {
      const seconds = (Date.now() - this.#began) / 1000;
      const value = await lagOf(bus).catch(() => undefined);
      const bytes = services.reduce((sum, { last }) => sum + (last?.rss ?? 0), 0);
      if (value !== undefined) this.lag.push({ seconds: Math.round(seconds), value, bytes });
      if (!this.#ended) this.#timer = setTimeout(sample, EVERY);
    };
    this.#timer = setTimeout(sample, 0);
  }

  end() {
    this.#ended = true;
    clearTimeout(this.#timer);
    const lags = this.lag.map(({ value }) => value);
    const bytes = this.lag.map(({ bytes: each }) => each).filter((each) => each > 0);
    return {
      most: Math.max(0, ...lags),
      atEnd: lags.at(-1) ?? 0,
      // Growth of the lag over the second half, in events a second.
      growth: slope(this.lag.slice(this.lag.length >> 1)),
      memoryAtStart: bytes[0] ?? 0,
      memoryPeak: Math.max(0, ...bytes),
      memoryAtEnd: bytes.at(-1) ?? 0,
      series: this.lag,
    };
  }
}
