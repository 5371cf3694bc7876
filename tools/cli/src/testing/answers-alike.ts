import { RecommendResponse } from '@stars/contracts';
import { expect } from 'vitest';

/** An answer as JSON, without what differs after any restart: the id, and when the process read the catalogue. */
export const answerAsJson = (answer: RecommendResponse): string =>
  JSON.stringify(RecommendResponse.toJSON({ ...answer, recommendationId: '', catalogTime: undefined }));

/** Expects the same answers but for the last bits of scores: who is encoded beside others may differ in them. */
export function expectAlike(answers: readonly string[], expected: readonly string[]): void {
  const close = (_: string, value: unknown): unknown => (typeof value === 'number' ? expect.closeTo(value, 3) : value);
  expect(answers.map((answer) => JSON.parse(answer))).toEqual(expected.map((answer) => JSON.parse(answer, close)));
}
