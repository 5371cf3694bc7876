import type { ConsumeOptions } from './port.js';

/** Tells the subscriber of a failed attempt. A logger that fails must not stop the consumer. */
export function tellOfError({ onError }: ConsumeOptions, error: unknown, attempt: number): void {
  try {
    onError?.(error, attempt);
  } catch {
    // Nobody is left to tell.
  }
}
