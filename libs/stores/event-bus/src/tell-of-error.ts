import type { ConsumeOptions } from './port.js';

/** Reports a failed attempt to the subscriber. A logger that fails must not stop the consumer. */
export function tellOfError({ onError }: ConsumeOptions, error: unknown, attempt: number): void {
  try {
    onError?.(error, attempt);
  } catch {
    // Nobody else can handle it.
  }
}
