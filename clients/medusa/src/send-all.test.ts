import { StarsError } from '@stars/client';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sendAll } from './send-all.js';

/** A server that refuses a call for its first wrong element, as STARS does. */
function serverFor(isWrong: (element: number) => boolean) {
  const stored: number[] = [];
  const send = async (batch: readonly number[]): Promise<void> => {
    const place = batch.findIndex(isWrong);
    if (place >= 0) throw new StarsError('STARS_TOO_LARGE', 'too long', `items[${place}].title`, 413);
    stored.push(...batch);
  };
  return { stored, send };
}

describe('sendAll', () => {
  it('sends all that is right, once, and names the rest', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(50), { maxLength: 1200 }), fc.nat(50), async (elements, most) => {
        const { stored, send } = serverFor((element) => element > 45 && element > most);
        const refused: number[] = [];
        await sendAll(elements, send, (element) => refused.push(element));
        const isWrong = (element: number): boolean => element > 45 && element > most;
        expect(stored).toEqual(elements.filter((each) => !isWrong(each)));
        expect(refused).toEqual(elements.filter(isWrong));
      }),
      { numRuns: 50 },
    );
  });

  it('throws what is not of one element: so it is sent again', async () => {
    for (const error of [
      new StarsError('STARS_UNAVAILABLE', 'away', undefined, 0),
      new StarsError('STARS_LIMIT_REACHED', 'too much', undefined, 429),
      new StarsError('STARS_UNAUTHENTICATED', 'no such key', undefined, 401),
      new StarsError('STARS_INTERNAL', 'a fault', 'items[0]', 500),
    ]) {
      const refused: number[] = [];
      const sent = sendAll(
        [1, 2],
        () => Promise.reject(error),
        (element) => refused.push(element),
      );
      await expect(sent).rejects.toBe(error);
      expect(refused).toEqual([]);
    }
  });
});
