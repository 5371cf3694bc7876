import type { GateResult } from '@stars/contracts';

/** There was nothing to measure. */
export const skipped = (gate: string, bound: number, detail: string): GateResult => ({
  ...measured(gate, true, 0, bound, detail),
  outcome: 'skipped',
});

/** It could not be measured, and that is a fault. */
export const failed = (gate: string, bound: number, detail: string): GateResult =>
  measured(gate, false, 0, bound, detail);

/** A value that is not a number also fails. */
export const atLeast = (gate: string, value: number, bound: number, detail: string): GateResult =>
  measured(gate, value >= bound, numberOr(value, -1), bound, detail);

export const atMost = (gate: string, value: number, bound: number, detail: string): GateResult =>
  measured(gate, value <= bound, numberOr(value, Number.MAX_VALUE), bound, detail);

const measured = (gate: string, passes: boolean, value: number, bound: number, detail: string): GateResult => {
  return { gate, outcome: passes ? 'passed' : 'failed', value, bound, detail };
};

const numberOr = (value: number, other: number): number => (Number.isFinite(value) ? value : other);

/** Whether all values of a vector are numbers. */
export function isAllNumbers(vector: Float32Array): boolean {
  let sum = 0;
  for (const x of vector) sum += Math.abs(x);
  return Number.isFinite(sum);
}

/** 12,345 */
export const counted = (count: number): string => count.toLocaleString('en');
