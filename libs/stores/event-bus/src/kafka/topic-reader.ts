import type { BusMessage, ReadOptions } from '../port.js';
import { toBusMessage } from './message-codec.js';
import type { FetchedRecords, PartitionLog } from './partition-log.js';
import type { TopicDirectory } from './topic-directory.js';

/** Reads topics as they are on the broker, without a group: also what is erased, or not to be trusted. */
export class TopicReader {
  constructor(
    private readonly log: PartitionLog,
    private readonly topics: TopicDirectory,
  ) {}

  /**
   * The messages of each fetch, up to the end that the topic has at the call.
   * @param atEnd Is called once the end is known, before anything is read
   */
  async *read({ topic, from, signal }: ReadOptions, atEnd?: () => Promise<unknown>): AsyncGenerator<BusMessage[]> {
    const name = await this.topics.find(topic);
    if (name === undefined) return;
    const ends = await this.log.offsets(name, 'next', signal);
    await atEnd?.();
    for (const [partition, end] of ends) {
      for await (const { records } of this.#partition(name, partition, from?.get(partition) ?? 0, end, signal)) {
        yield records
          .map((record) => toBusMessage(topic, partition, record))
          .filter((message) => message !== undefined);
      }
    }
  }

  /** The next fetch runs while the reader works on the last one. */
  async *#partition(
    name: string,
    partition: number,
    begin: number,
    end: number,
    signal: AbortSignal | undefined,
  ): AsyncGenerator<FetchedRecords> {
    const fetch = (from: number): Promise<FetchedRecords> | undefined => {
      if (from >= end) return undefined;
      const fetching = this.log.fetch(name, partition, from, end, signal);
      fetching.catch(() => undefined);
      return fetching;
    };
    for (let coming = fetch(begin); coming !== undefined; ) {
      const fetched = await coming;
      coming = fetch(fetched.next);
      yield fetched;
    }
  }
}
