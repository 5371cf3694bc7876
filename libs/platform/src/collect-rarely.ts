import { setFlagsFromString } from 'node:v8';

/**
 * Lets the heap grow to three times what lives in it before a full collection of garbage; V8 itself collects at some half more than that. For
 * processes whose answers are waited for: while a collection marks, for a tenth of a second and more of a second core, answers take tens of ms.
 * To be called before the process has much memory; the limits of the heap hold as before.
 */
export function collectRarely(): void {
  setFlagsFromString('--heap-growing-percent=200');
}
