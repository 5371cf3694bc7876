import { RecommendResponse } from '@stars/contracts';
import { expect } from 'vitest';

/** An answer as JSON, without what differs after any restart: the id, and when the process read the catalogue. */
export const answerAsJson = (answer: RecommendResponse): string =>
  JSON.stringify(RecommendResponse.toJSON({ ...answer, recommendationId: '', catalogTime: undefined }));

/** What equals a value of JSON but for the last bits of its numbers: who is encoded beside others may differ in them. */
const alike = (json: string): unknown =>
  JSON.parse(json, (_, value: unknown) => (typeof value === 'number' ? expect.closeTo(value, 3) : value));

export function expectAlike(answers: readonly string[], expected: readonly string[]): void {
  expect(answers.map((answer) => JSON.parse(answer))).toEqual(expected.map(alike));
}
