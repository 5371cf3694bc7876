import { SharedRun } from './shared-run.js';

export interface FollowedMessage {
  partition: number;
  offset: number;
  key: string;
  id: string;
  value: Uint8Array;
}

/** The part of the event bus that following a topic needs. */
export interface FollowedBus {
  read(options: {
    topic: string;
    from?: ReadonlyMap<number, number>;
    signal?: AbortSignal;
  }): AsyncIterable<FollowedMessage[]>;
  endOffsets(topic: string): Promise<Map<number, number>>;
}

/** Reads a topic from its start, then new messages at each call. */
export class TopicFollower {
  readonly #next = new Map<number, number>();
  readonly #reading = new SharedRun(() => this.#read());

  constructor(
    private readonly bus: FollowedBus,
    private readonly topic: string,
    private readonly onMessage: (value: Uint8Array, message: FollowedMessage) => void | Promise<void>,
  ) {}

  /**
   * Resolves once everything that is on the topic now was read. One read at a time: all calls during a read share the next
   * one.
   */
  catchUp(): Promise<void> {
    return this.#reading.ask();
  }

  async #read(): Promise<void> {
    const ends = await this.bus.endOffsets(this.topic);
    if ([...ends].every(([partition, end]) => (this.#next.get(partition) ?? 0) >= end)) return;
    for await (const batch of this.bus.read({ topic: this.topic, from: new Map(this.#next) })) {
      for (const message of batch) {
        await this.onMessage(message.value, message);
        this.#next.set(message.partition, message.offset + 1);
      }
      // A read from a local file never yields: without this, heartbeats and requests would wait until the end of the topic.
      await new Promise((resolve) => setImmediate(resolve));
    }
    // The last offsets may belong to messages that were compacted away or erased: they are not asked for again.
    for (const [partition, end] of ends) {
      if ((this.#next.get(partition) ?? 0) < end) this.#next.set(partition, end);
    }
  }
}
