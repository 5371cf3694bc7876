import { computedResults, disagreements, expectedResults, loadReference, referenceCases } from '@stars/model/testing';
import { beforeAll, describe, expect, it } from 'vitest';
import { startBackend } from './backend.js';

beforeAll(async () => {
  expect(await startBackend()).toMatchObject({ trains: true });
});

// The unit test in libs/model compares the portable kernels; training runs on the native ones.
describe('on the native backend too, the model agrees with the reference', () => {
  it.each(referenceCases())('%s', (name) => {
    const reference = loadReference(name);
    expect(disagreements(expectedResults(reference), computedResults(reference))).toEqual([]);
  });
});
