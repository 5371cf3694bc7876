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
  signal: AbortSignal;
}

export interface HandledPart {
  /** Messages to try later or to give up. */
  poison: PoisonMessage[];
  /** Attempts on the part, this one included. */
  attempt: number;
}

/**
 * One attempt on the current part of a batch. Undefined: it failed, and comes again in smaller parts. Errors: those of the
 * handler, if the same part is to be tried again after a wait, or if the signal ended it.
 * @param messages As they are in the log; the handler gets those of a retry topic as they were at first
 */
export async function handlePart(
  parts: BatchParts,
  messages: BusMessage[],
  { options, topic, metrics, signal }: HandlingContext,
): Promise<HandledPart | undefined> {
  const originals = topic.tier > 0 ? messages.map(asBefore) : messages;
  try {
    const poison = (await options.handler(originals, signal)) ?? [];
    return { poison, attempt: parts.attempts + 1 };
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
