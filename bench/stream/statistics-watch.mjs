// Measures how old events are when the statistics of all users have them, as a gateway reads them.
import { decodeMessage, TOPICS } from '@stars/contracts';
import { repeat, TopicFollower } from '@stars/platform';
import { TimesByKind } from '../times.mjs';

/** As often as gateways read the topic, ms. */
const READ_EVERY = 250;
/** Time between two looks at how far the log is, ms. */
const LOOK_EVERY = 100;

export class StatisticsWatch {
  #times = new TimesByKind();
  /** Ends of the log that the statistics have not reached yet. */
  #waiting = [];
  /** Where the statistics are, by partition. */
  #reached = new Map();
  #stops;

  constructor(bus) {
    const follower = new TopicFollower(bus, TOPICS.itemStatistics, (value) => this.#take(value));
    const look = async () => {
      this.#waiting.push({ at: Date.now(), ends: await bus.endOffsets(TOPICS.interactions) });
    };
    const read = async () => {
      await follower.catchUp();
      this.#look();
    };
    this.#stops = [repeat(LOOK_EVERY, look), repeat(READ_EVERY, read)];
  }

  async end() {
    for (const stop of this.#stops) await stop();
    return this.#times.summaries().all;
  }

  #take(value) {
    const { state } = decodeMessage(TOPICS.itemStatistics, value);
    if (state.$case !== 'position') return;
    for (const { partition, next } of state.value.sources) this.#reached.set(partition, next);
  }

  #look() {
    const now = Date.now();
    this.#waiting = this.#waiting.filter(({ at, ends }) => {
      // The last events of a partition may change nothing.
      if ([...ends].some(([partition, end]) => (this.#reached.get(partition) ?? 0) < end)) return true;
      this.#times.add('all', now - at);
      return false;
    });
  }
}
