import {
  computedResults,
  computedTraining,
  disagreements,
  expectedResults,
  expectedTraining,
  loadReference,
  loadReferenceTraining,
  referenceCases,
} from '@stars/model/testing';
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

  it('some steps of training', () => {
    const reference = loadReferenceTraining('everything');
    expect(disagreements(expectedTraining(reference), computedTraining(reference))).toEqual([]);
  });
});
