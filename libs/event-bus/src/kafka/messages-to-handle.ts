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
  // The partition is shorter than what was handled of it: it is another one, made after that was taken away.
  if (Number(batch.highWatermark) < tenure.position) tenure.position = 0;
  const messages: BusMessage[] = [];
  for (const record of batch.messages) {
    const message = toBusMessage(name, tenure.partition, record);
    if (message === undefined || message.offset < tenure.position || erasures.has(tenure.topic, message)) continue;
    messages.push(message);
  }
  return messages;
}
