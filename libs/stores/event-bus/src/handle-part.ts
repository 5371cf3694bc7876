import type { BatchParts } from './batch-parts.js';
import type { ConsumerMetrics } from './consumer-metrics.js';
import { failureKind, poisonAlone } from './failure-kind.js';
import type { BusMessage, ConsumeOptions, PoisonMessage } from './port.js';
import { asBefore, type WorkedTopic } from './retry-topic.js';
import { tellOfError } from './tell-of-error.js';

export interface HandlingContext {
  options: ConsumeOptions;
  topic: Pick<WorkedTopic, 'origin' | 'tier'>;
  metrics: ConsumerMetrics;
  /** Says which messages must have no effect; absent: there are none. */
  trust?: { refused(messages: readonly BusMessage[], isAgain: boolean): Promise<ReadonlySet<BusMessage>> };
  signal: AbortSignal;
}

export interface HandledPart {
  /** Messages to try later or to give up. */
  poison: PoisonMessage[];
  /** Attempts on the part, this one included. */
  attempt: number;
}

const NONE: ReadonlySet<BusMessage> = new Set();
const unsigned = (message: BusMessage): PoisonMessage => ({
  message,
  code: 'STARS_SIGNATURE_INVALID',
  reason: 'no key that this system knows has signed it',
});

/**
 * One attempt on the current part of a batch. Undefined: it failed, and comes again in smaller parts. Errors: those of the
 * handler, if the same part is to be tried again after a wait, or if the signal ended it.
 * @param messages As they are in the log; the handler gets those of a retry topic as they were at first
 */
export async function handlePart(
  parts: BatchParts,
  messages: BusMessage[],
  { options, topic, metrics, trust, signal }: HandlingContext,
): Promise<HandledPart | undefined> {
  const originals = topic.tier > 0 ? messages.map((message) => asBefore(message, topic.origin)) : messages;
  try {
    const refused = (await trust?.refused(originals, topic.tier > 0)) ?? NONE;
    const trusted = originals.filter((message) => !refused.has(message));
    const poison = (trusted.length > 0 && (await options.handler(trusted, signal))) || [];
    return { poison: [...poison, ...Array.from(refused, unsigned)], attempt: parts.attempts + 1 };
  } catch (error) {
    if (signal.aborted) throw error;
    metrics.failed(options.group, topic.origin, failureKind(error));
    const attempt = parts.attempts + 1;
    const next = parts.failed(error, messages);
    if (next === 'again') throw error;
    tellOfError(options, error, attempt);
    return next === 'split' ? undefined : { poison: [poisonAlone(originals[0]!, error)], attempt };
  }
}
