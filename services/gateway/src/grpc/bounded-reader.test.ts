import { LIMITS, TrackRequest } from '@stars/contracts';
import { expect, it } from 'vitest';
import { boundedReader } from './bounded-reader.js';

/** Interactions without a field: a tag and a length each. */
const empty = (count: number): Uint8Array<ArrayBuffer> => {
  const bytes = new Uint8Array(2 * count);
  for (let at = 0; at < bytes.length; at += 2) bytes[at] = 0x0a;
  return bytes;
};

it('ends with the first field beyond the bound, before millions of messages fill the memory', () => {
  const tooMany = boundedReader(empty(LIMITS.requestBytes / 2));
  const before = process.memoryUsage().heapUsed;
  expect(() => TrackRequest.decode(tooMany)).toThrow(expect.objectContaining({ code: 'STARS_TOO_LARGE' }));
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(2 ** 30);
});

it('reads large requests as they are', () => {
  const title = 'x'.repeat(5 * 2 ** 20);
  const request = TrackRequest.fromPartial({ interactions: [{ userId: title }, { itemId: 'i' }] });
  expect(TrackRequest.decode(boundedReader(TrackRequest.encode(request).finish()))).toEqual(request);
  expect(TrackRequest.decode(boundedReader(empty(3))).interactions).toHaveLength(3);
});
