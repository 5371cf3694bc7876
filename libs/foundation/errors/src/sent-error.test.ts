import fc from 'fast-check';
import { expect, it } from 'vitest';
import { publicError } from './public-error.js';
import { receivedError, sentError } from './sent-error.js';
import { StarsError } from './stars-error.js';

const received = (error: unknown) => receivedError(structuredClone(sentError(error)));

it('keeps code, field and text', () => {
  fc.assert(
    fc.property(fc.string(), fc.option(fc.string({ minLength: 1 }), { nil: undefined }), (message, field) => {
      const error = new StarsError('STARS_OUT_OF_RANGE', message, field === undefined ? {} : { field });
      expect(publicError(received(error))).toEqual(publicError(error));
    }),
  );
});

it('shows callers nothing of an error without a code', () => {
  const error = received(new TypeError('rows of /var/lib/shop'));
  expect(error.message).toContain('rows of /var/lib/shop');
  expect(publicError(error).message).toMatch(/the log has it as/);
  expect(publicError(error).code).toBe('STARS_INTERNAL');
});
