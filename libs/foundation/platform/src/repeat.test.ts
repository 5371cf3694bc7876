import { expect, it, vi } from 'vitest';
import { repeat } from './repeat.js';

it('waits for a run before the next one, and for the last one when it is stopped', async () => {
  let runs = 0;
  let held = Promise.withResolvers<void>();
  const stop = repeat(1, () => {
    runs++;
    return held.promise;
  });
  await vi.waitFor(() => expect(runs).toBe(1));
  held.resolve();
  held = Promise.withResolvers();
  await vi.waitFor(() => expect(runs).toBe(2));
  let stopped = false;
  const stopping = stop().then(() => {
    stopped = true;
  });
  await new Promise(setImmediate);
  expect(stopped).toBe(false);
  held.resolve();
  await stopping;
  expect(runs).toBe(2);
});
