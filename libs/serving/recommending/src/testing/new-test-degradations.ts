import { Degradations } from '../degradations.js';
import { StoreTimeouts } from '../store-timeouts.js';

export interface TestDegradationsOptions {
  /** Most that one store may take, ms. */
  storeMs?: number;
  /** Time that the answer has left, ms. */
  leftMs?: number;
}

/** The degradations of an answer with enough time. */
export const newTestDegradations = ({ storeMs = 1000, leftMs = 60_000 }: TestDegradationsOptions = {}): Degradations =>
  new Degradations(new StoreTimeouts({ storeMs }), performance.now() + leftMs);

export const codesOf = (degradations: Degradations): string[] => degradations.list().map(({ code }) => code);
