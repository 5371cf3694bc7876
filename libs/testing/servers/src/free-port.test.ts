import { expect, it } from 'vitest';
import { freePort } from './free-port.js';

it('gives no port twice, though nobody listens yet', async () => {
  const ports = await Promise.all(Array.from({ length: 500 }, freePort));
  expect(new Set(ports).size).toBe(ports.length);
});
