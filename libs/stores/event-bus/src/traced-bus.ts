import { partsOfKey, storedEventId, TOPICS } from '@stars/contracts';
import { currentSpan, inSpan, inTraces, type SpanSpec } from '@stars/platform';
import type { BusMessage, ConsumeOptions, EventBus, OutgoingMessage, PublishResult, Subscription } from './port.js';

/** W3C Trace Context of what published a message, if that is traced. */
const TRACE_HEADER = 'traceparent';

/**
 * The bus of a process that traces. Messages that traced work publishes carry its context, on every bus in the same header, and
 * who handles such a message goes on with its trace.
 */
export function tracedBus(bus: EventBus): EventBus {
  return new Proxy(bus, {
    get(target, member) {
      if (member === 'publish') return (topic: string, messages: OutgoingMessage[]) => publish(target, topic, messages);
      if (member === 'consume') return (options: ConsumeOptions) => consume(target, options);
      const value: unknown = Reflect.get(target, member, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

function publish(bus: EventBus, topic: string, messages: readonly OutgoingMessage[]): Promise<PublishResult> {
  if (currentSpan() === undefined) return bus.publish(topic, messages);
  const attributes = { ...aboutTopic(topic), 'messaging.batch.message_count': messages.length };
  const send = (): Promise<PublishResult> => {
    const { traceparent } = currentSpan()!;
    const traced = messages.map((message) => ({
      ...message,
      headers: { ...message.headers, [TRACE_HEADER]: traceparent },
    }));
    return bus.publish(topic, traced);
  };
  return inSpan(`publish ${topic}`, send, { kind: 'producer', attributes });
}

function consume(bus: EventBus, options: ConsumeOptions): Promise<Subscription> {
  const handler: ConsumeOptions['handler'] = (messages, signal) =>
    inTraces(
      messages.flatMap((message) => specOf(message, options.group) ?? []),
      async () => options.handler(messages, signal),
    );
  return bus.consume({ ...options, handler });
}

function specOf({ topic, partition, offset, id, headers }: BusMessage, group: string): SpanSpec | undefined {
  const parent = headers[TRACE_HEADER];
  if (parent === undefined) return undefined;
  const attributes = {
    ...aboutTopic(topic),
    'messaging.consumer.group.name': group,
    'messaging.destination.partition.id': String(partition),
    'messaging.kafka.offset': offset,
    // Ids of other topics name users.
    ...(topic === TOPICS.interactions && { 'stars.event': storedEventId(partsOfKey(id).id) }),
  };
  return { name: `process ${topic}`, kind: 'consumer', parent, attributes };
}

const aboutTopic = (topic: string) => ({ 'messaging.system': 'stars', 'messaging.destination.name': topic });
