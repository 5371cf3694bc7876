import { useOwnKernels } from '@stars/model';
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
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startBackend } from './backend.js';

beforeAll(() => {
  expect(startBackend()).toMatchObject({ name: 'cpu', detail: expect.stringContaining('with kernels of STARS') });
});

// The unit test in libs/engine/model compares the portable kernels; training runs on these.
describe.each([
  ['the kernels of libs/engine/model/native', true],
  ['TensorFlow’s own kernels', false],
])('on %s, the model agrees with the reference', (_, own) => {
  beforeAll(() => useOwnKernels(own));
  afterAll(() => useOwnKernels(true));

  it.each(referenceCases())('%s', (name) => {
    const reference = loadReference(name);
    expect(disagreements(expectedResults(reference), computedResults(reference))).toEqual([]);
  });

  it('some steps of training', () => {
    const reference = loadReferenceTraining('everything');
    expect(disagreements(expectedTraining(reference), computedTraining(reference))).toEqual([]);
  });
});
