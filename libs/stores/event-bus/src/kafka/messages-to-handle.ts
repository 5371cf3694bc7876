import type { BusMessage } from '../port.js';
import type { KafkaRecord } from './cluster.js';
import type { ErasureLog } from './erasure-log.js';
import { toBusMessage } from './message-codec.js';
import type { PartitionTenure } from './partition-tenure.js';

/** What a fetch brought that is neither handled nor erased, as messages of `name`, the topic without its prefix. */
export function messagesToHandle(
  batch: { highWatermark: string; messages: KafkaRecord[] },
  name: string,
  tenure: PartitionTenure,
  erasures: ErasureLog,
): BusMessage[] {
  const first = Number(batch.messages[0]?.offset ?? tenure.position);
  // It is another partition, made after the one that we knew was taken away: shorter than what was handled of that, or
  // begun anew by the client, which finds its offset out of range. Only after a rebalance a fetch may go back otherwise.
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
