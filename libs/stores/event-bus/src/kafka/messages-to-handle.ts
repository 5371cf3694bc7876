import type { BusMessage } from '../port.js';
import type { KafkaRecord } from './cluster.js';
import type { ErasureLog } from './erasure-log.js';
import { toBusMessage } from './message-codec.js';
import type { PartitionTenure } from './partition-tenure.js';

/** The messages of a fetch that are neither handled nor erased, as messages of `name`, the topic without its prefix. */
export function messagesToHandle(
  batch: { highWatermark: string; messages: KafkaRecord[] },
  name: string,
  tenure: PartitionTenure,
  erasures: ErasureLog,
): BusMessage[] {
  const first = Number(batch.messages[0]?.offset ?? tenure.position);
  // This is a new partition, created after the old one was deleted: it is shorter than the handled part, or the client starts it
  // again because its offset is out of range. Otherwise a fetch may go back only after a rebalance.
  if (Number(batch.highWatermark) < tenure.position || (tenure.followed && first < tenure.position)) {
    tenure.position = 0;
  }
  tenure.followed = true;
  const messages: BusMessage[] = [];
  for (const record of batch.messages) {
    const message = toBusMessage(name, tenure.partition, record);
    if (message === undefined || message.offset < tenure.position || erasures.has(tenure.topic, message)) continue;
    messages.push(message);
  }
  return messages;
}
