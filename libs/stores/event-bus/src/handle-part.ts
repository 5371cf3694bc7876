import type { BatchParts } from './batch-parts.js';
import type { ConsumerMetrics } from './consumer-metrics.js';
import { failureKind, poisonAlone } from './failure-kind.js';
import type { BusMessage, ConsumeOptions, PoisonMessage } from './port.js';
import { asBefore, type FailedMessages, failedMessages, type WorkedTopic } from './retry-topic.js';
import { tellOfError } from './tell-of-error.js';

export interface HandlingContext {
  options: ConsumeOptions;
  topic: Pick<WorkedTopic, 'origin' | 'tier'>;
  metrics: ConsumerMetrics;
  /** Says which messages must have no effect; absent: there are none. */
  trust?: { refused(messages: readonly BusMessage[], isAgain: boolean): Promise<ReadonlySet<BusMessage>> };
  signal: AbortSignal;
  /** ms since 1970. */
  now: () => number;
}

const NONE: ReadonlySet<BusMessage> = new Set();
const unsigned = (message: BusMessage): PoisonMessage => ({
  message,
  code: 'STARS_SIGNATURE_INVALID',
  reason: 'no key that this system knows has signed it',
});

/**
 * One attempt on the current part of a batch: what is to be published before it is committed. Undefined: it failed, and comes again in smaller parts. Errors: those of the
 * handler, if the same part is to be tried again after a wait, or if the signal ended it.
 * @param messages As they are in the log; the handler gets those of a retry topic as they were at first
 */
export async function handlePart(
  parts: BatchParts,
  messages: BusMessage[],
  { options, topic, metrics, trust, signal, now }: HandlingContext,
): Promise<FailedMessages | undefined> {
  const originals = topic.tier > 0 ? messages.map((message) => asBefore(message, topic.origin)) : messages;
  const attempt = parts.attempts + 1;
  const failed = (poison: readonly PoisonMessage[]) =>
    failedMessages(poison, topic, options, { attempt, nowMs: now() });
  try {
    const refused = (await trust?.refused(originals, topic.tier > 0)) ?? NONE;
    const trusted = originals.filter((message) => !refused.has(message));
    const poison = (trusted.length > 0 && (await options.handler(trusted, signal))) || [];
    return failed([...poison, ...Array.from(refused, unsigned)]);
  } catch (error) {
    if (signal.aborted) throw error;
    metrics.failed(options.group, topic.origin, failureKind(error));
    const next = parts.failed(error, messages);
    if (next === 'again') throw error;
    tellOfError(options, error, attempt);
    return next === 'split' ? undefined : failed([poisonAlone(originals[0]!, error)]);
  }
}
