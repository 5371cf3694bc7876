import { TOPICS } from '@stars/contracts';
import type { ImportSink } from '@stars/datasets';
import { AwaitedPositions, type EventBus } from '@stars/event-bus';
import { chunks, pause } from '@stars/platform';
import type { DataFolder } from './data-folder.js';
import { lockUnlessServed } from './prepare.js';
import { stackConfig } from './stack-config.js';

/** The group that brings events into answers, and its topics that have no lane for imports. */
const GROUP = { group: 'embedder', topics: [TOPICS.interactions, TOPICS.users] };
/** So many messages of an import may be ahead of the group: what a live event waits for. */
const MOST_AHEAD = 2000;
const MESSAGES_A_CALL = 1000;
const POLL_MS = 50;
/** A group that runs is not idle for so long. */
const IDLE_MS = 3000;
/** A group that stood still is looked at again after this time. */
const AGAIN_MS = 30_000;

/**
 * The bus for an import whose events share their partitions with live ones: it publishes no faster than the group handles them, so
 * that a live event waits for a few seconds at most. If nobody handles them, there is no live event that waits, and nothing holds
 * the import up.
 */
export class PacedSink implements Required<Omit<ImportSink, 'settle'>> {
  readonly #topics: ReadonlySet<string> = new Set(GROUP.topics);
  #freeUntil = 0;

  constructor(
    private readonly bus: EventBus,
    private readonly signal: AbortSignal,
    private readonly idleMs = IDLE_MS,
  ) {}

  async publish(...[topic, messages]: Parameters<ImportSink['publish']>): ReturnType<ImportSink['publish']> {
    if (!this.#topics.has(topic)) return this.bus.publish(topic, messages);
    const sum = { appended: 0, duplicates: 0 };
    for (const some of chunks(messages, MESSAGES_A_CALL)) {
      await this.#letPass(topic);
      const { appended, duplicates } = await this.bus.publish(topic, some);
      sum.appended += appended;
      sum.duplicates += duplicates;
    }
    return sum;
  }

  read(options: { topic: string }): ReturnType<EventBus['read']> {
    return this.bus.read(options);
  }

  /** Resolves once the group has few messages left of those that are there now, or if it stands still. Errors: the signal's reason. */
  async #letPass(topic: string): Promise<void> {
    if (performance.now() < this.#freeUntil) return;
    const awaited = await AwaitedPositions.since(this.bus, [{ ...GROUP, topics: [topic] }]);
    let [least, since] = [Number.POSITIVE_INFINITY, performance.now()];
    for (;;) {
      this.signal.throwIfAborted();
      const { total } = await awaited.left();
      if (total + MESSAGES_A_CALL <= MOST_AHEAD) return;
      if (total < least) [least, since] = [total, performance.now()];
      else if (performance.now() - since > this.idleMs) {
        this.#freeUntil = performance.now() + AGAIN_MS;
        return;
      }
      await pause(POLL_MS, this.signal);
    }
  }
}

/** The target of an import: paced, unless nobody serves the folder. */
export async function importSink(
  folder: DataFolder,
  bus: EventBus,
  signal: AbortSignal,
): Promise<Required<Omit<ImportSink, 'settle'>>> {
  const lock = stackConfig(folder).kind === 'servers' ? undefined : lockUnlessServed(folder);
  lock?.release();
  return lock ? bus : new PacedSink(bus, signal);
}
