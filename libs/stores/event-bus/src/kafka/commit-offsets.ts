import { StarsError } from '@stars/errors';
import type { Consumer, EachBatchPayload } from './client.js';
import type { PartitionOffset } from './offset-commits.js';

/**
 * Commits positions of a group.
 *
 * @param consumer the group's member; undefined while there is none
 * @param ofBatch how the client commits during a batch; undefined before the first one
 * Errors: `STARS_UNAVAILABLE` without a consumer; those of the client.
 */
export async function commitOffsets(
  consumer: Consumer | undefined,
  ofBatch: EachBatchPayload['commitOffsetsIfNecessary'] | undefined,
  offsets: readonly PartitionOffset[],
): Promise<void> {
  if (consumer === undefined) throw new StarsError('STARS_UNAVAILABLE', 'not in the group');
  if (ofBatch === undefined) {
    // Nothing but markers came so far.
    return consumer.commitOffsets(offsets.map(({ offset, ...place }) => ({ ...place, offset: String(offset) })));
  }
  const topics = [...Map.groupBy(offsets, ({ topic }) => topic)].map(([topic, partitions]) => ({
    topic,
    partitions: partitions.map(({ partition, offset }) => ({ partition, offset: String(offset) })),
  }));
  await ofBatch({ topics });
}
