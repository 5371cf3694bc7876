import { caseByTensors, distanceOf, encodedCase, encoderCase } from '@stars/inference/testing';
import { beforeAll, expect, it } from 'vitest';
import { startBackend } from './backend.js';

beforeAll(() => {
  expect(startBackend().detail).toContain('with kernels of STARS');
});

// The unit test of the encoder compares it with the portable kernels; training runs on these.
it.each([
  ['users of the default size', { seed: 1, lengths: [200, 0, 1, 63, 199] }, {}],
  ['heads that fill no vector', { seed: 2, lengths: [30, 61], padding: 7 }, { width: 36, heads: 3 }],
  ['three layers', { seed: 3, lengths: [12, 48] }, { layers: 3 }],
])('encodes as training does, within rounding: %s', (_, sequences, parts) => {
  const of = encoderCase(sequences, {
    width: 64,
    feedForward: 256,
    servingWidth: 64,
    contentWidth: 64,
    tagWidth: 16,
    ...parts,
  });
  expect(distanceOf(of, encodedCase(of), caseByTensors(of))).toBeLessThan(2e-6);
});
