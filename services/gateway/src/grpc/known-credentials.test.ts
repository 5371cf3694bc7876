import { expect, it } from 'vitest';
import { KnownCredentials } from './known-credentials.js';

it('knows the callers of a method who were admitted, and nobody who only writes the names of a certificate', () => {
  const known = new KnownCredentials();
  known.add('Track', { certificate: ['till-1'] });
  known.add('Track', { authorization: 'Bearer a' });
  expect(known.has('Track', { certificate: ['till-1'] })).toBe(true);
  expect(known.has('Track', { authorization: 'Bearer a' })).toBe(true);
  expect(known.has('DeleteUser', { authorization: 'Bearer a' })).toBe(false);
  expect(known.has('Track', { authorization: '["till-1"]' })).toBe(false);
  expect(known.has('Track', {})).toBe(false);
});
