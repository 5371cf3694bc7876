import { RefusedError } from '@stars/errors';
import { failureKind } from './failure-kind.js';
import type { BusMessage } from './port.js';

/** Attempts on a batch, and again on a message alone, as long as nobody knows why they fail. */
export const UNKNOWN_ATTEMPTS = 8;

/** What to do after a failed attempt: the same part again after a wait, its parts, or nothing more: its only message is poison. */
export type AfterFailure = 'again' | 'split' | 'poison';

interface Part {
  /** The offset after it. */
  end: number;
  /** Failed attempts on its messages, also in larger parts. */
  attempts: number;
  /** Those of an unknown kind on this part. */
  unknown: number;
  /** Whether it is the batch, not a piece of it. */
  whole: boolean;
}

/**
 * The parts of a batch that are still to be handled, in the order of the log. If a part fails because of messages in it, it is
 * split until they are alone. All else keeps its order.
 */
export class BatchParts {
  /** The current one is last. */
  readonly #parts: Part[];

  /** @param end The offset after the batch */
  constructor(end: number) {
    this.#parts = [{ end, attempts: 0, unknown: 0, whole: true }];
  }

  /** The offset after the current part; undefined once all are handled. */
  get end(): number | undefined {
    return this.#parts.at(-1)?.end;
  }

  /** Failed attempts on the messages of the current part. */
  get attempts(): number {
    return this.#parts.at(-1)?.attempts ?? 0;
  }

  /** Everything before the offset is handled. */
  handled(before: number): void {
    while ((this.end ?? Number.POSITIVE_INFINITY) <= before) this.#parts.pop();
  }

  /** @param messages Of the current part, one or more */
  failed(error: unknown, messages: readonly BusMessage[]): AfterFailure {
    const part = this.#parts.at(-1)!;
    part.attempts++;
    const kind = failureKind(error);
    if (kind === 'away') return 'again';
    if (kind === 'unknown' && (part.whole || messages.length === 1) && ++part.unknown < UNKNOWN_ATTEMPTS) {
      return 'again';
    }
    if (messages.length === 1) return 'poison';
    this.#parts.pop();
    const firsts = firstsOfParts(error, messages).map((at) => messages[at]!.offset);
    for (const end of [...firsts.slice(1), part.end].reverse()) {
      this.#parts.push({ end, attempts: part.attempts, unknown: 0, whole: false });
    }
    return 'split';
  }
}

/** Where parts begin: at each change between messages that the error names and others; if that tells nothing, the two halves. */
function firstsOfParts(error: unknown, messages: readonly BusMessage[]): number[] {
  const named = new Set(error instanceof RefusedError ? error.keys : []);
  const firsts = messages.flatMap(({ key }, i) =>
    i === 0 || named.has(key) !== named.has(messages[i - 1]!.key) ? [i] : [],
  );
  return firsts.length > 1 ? firsts : [0, Math.ceil(messages.length / 2)];
}
