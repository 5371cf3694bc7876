import { entryOf } from '@stars/platform';
import type { PartitionWork } from './partition-work.js';

/** A partition for as long as it is assigned to a consumer, over rebalances and lost connections. */
export interface PartitionTenure {
  /** As on the broker. */
  topic: string;
  partition: number;
  /** Next offset to handle: effects of all messages before it are stored, whether or not the commit arrived. */
  position: number;
  /** Whether it was fetched since the last rebalance: from then on fetches are consecutive. */
  followed: boolean;
  /** The current work. */
  work: PartitionWork | undefined;
}

/** The partitions of one subscription. */
export class PartitionTenures {
  readonly #tenures = new Map<string, PartitionTenure>();

  /** The tenure of a partition, which begins if the partition was not assigned before. */
  of(topic: string, partition: number): PartitionTenure {
    const begun = { topic, partition, position: 0, followed: false, work: undefined };
    return entryOf(this.#tenures, `${topic}/${partition}`, () => begun);
  }

  has({ topic, partition }: { topic: string; partition: number }): boolean {
    return this.#tenures.has(`${topic}/${partition}`);
  }

  /** Ends those that are not among the assigned ones, and returns them. Begins the others. */
  assign(assigned: Readonly<Record<string, readonly number[]>>): PartitionTenure[] {
    const lost = [...this.#tenures.values()].filter(
      ({ topic, partition }) => !(assigned[topic]?.includes(partition) ?? false),
    );
    for (const { topic, partition } of lost) this.#tenures.delete(`${topic}/${partition}`);
    for (const [topic, partitions] of Object.entries(assigned)) {
      for (const partition of partitions) this.of(topic, partition).followed = false;
    }
    return lost;
  }

  inWork(): PartitionTenure[] {
    return [...this.#tenures.values()].filter(({ work }) => work !== undefined);
  }
}
