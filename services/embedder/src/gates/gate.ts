import type { GateResult } from '@stars/contracts';

export const passed = (gate: string, value: number, bound: number, detail: string): GateResult => ({
  gate,
  outcome: 'passed',
  value,
  bound,
  detail,
});

export const failed = (gate: string, value: number, bound: number, detail: string): GateResult => ({
  ...passed(gate, value, bound, detail),
  outcome: 'failed',
});

/** There was nothing to measure. */
export const skipped = (gate: string, bound: number, detail: string): GateResult => ({
  gate,
  outcome: 'skipped',
  value: 0,
  bound,
  detail,
});

/** A value that is not a number also fails. */
export const atLeast = (gate: string, value: number, bound: number, detail: string): GateResult =>
  value >= bound ? passed(gate, value, bound, detail) : failed(gate, numberOr(value, -1), bound, detail);

export const atMost = (gate: string, value: number, bound: number, detail: string): GateResult =>
  value <= bound ? passed(gate, value, bound, detail) : failed(gate, numberOr(value, Number.MAX_VALUE), bound, detail);

const numberOr = (value: number, other: number): number => (Number.isFinite(value) ? value : other);

/** Whether all values of a vector are numbers. */
export function isAllNumbers(vector: Float32Array): boolean {
  let sum = 0;
  for (const x of vector) sum += Math.abs(x);
  return Number.isFinite(sum);
}

/** 12,345 */
export const counted = (count: number): string => count.toLocaleString('en');
