import { MessageChannel } from 'node:worker_threads';
import { expect, it } from 'vitest';
import { lendBytes, shareBytes, shareThrough } from './shared-bytes.js';

const bytesOf = (...values: number[]): SharedArrayBuffer => {
  const bytes = new Uint8Array(new SharedArrayBuffer(values.length));
  bytes.set(values);
  return bytes.buffer;
};

it('gives the bytes that came first under a key, in one thread and through a channel', async () => {
  const first = bytesOf(1, 2);
  expect(await shareBytes('a', first)).toBe(first);
  expect(await shareBytes('a', bytesOf(1, 2))).toBe(first);
  expect(await shareBytes('b', bytesOf(3))).not.toBe(first);

  const { port1, port2 } = new MessageChannel();
  lendBytes(port1);
  shareThrough(port2);
  const [known, added] = await Promise.all([shareBytes('a', bytesOf(1, 2)), shareBytes('c', bytesOf(4))]);
  // Another object of the same memory, as it came through a channel.
  new Uint8Array(first)[0] = 9;
  expect([...new Uint8Array(known)]).toEqual([9, 2]);
  expect([...new Uint8Array(added)]).toEqual([4]);
  port1.close();
});
