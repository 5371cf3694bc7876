import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backOffMs, pause, withRetries } from './with-retries.js';

const limits = { firstMs: 1, mostMs: 4, withinMs: 10_000 };
const always = () => true;

describe('withRetries', () => {
  it('goes on until the work succeeds, and counts the attempts', async () => {
    const attempts: number[] = [];
    const work = async (attempt: number): Promise<string> => {
      attempts.push(attempt);
      if (attempt < 3) throw new Error('not yet');
      return 'done';
    };
    expect(await withRetries(limits, always, work)).toBe('done');
    expect(attempts).toEqual([0, 1, 2, 3]);
  });

  it('ends at a permanent failure', async () => {
    let attempts = 0;
    const fails = withRetries(
      limits,
      (error) => (error as Error).message === 'passes',
      async () => {
        attempts++;
        throw new Error(attempts === 1 ? 'passes' : 'stays');
      },
    );
    await expect(fails).rejects.toThrow('stays');
    expect(attempts).toBe(2);
  });

  it('begins no attempt after its time, and throws the last failure', async () => {
    let attempts = 0;
    const begun = performance.now();
    const fails = withRetries({ firstMs: 20, mostMs: 40, withinMs: 200 }, always, async () => {
      throw new Error(`failure ${++attempts}`);
    });
    await expect(fails).rejects.toThrow(/^failure \d+$/);
    expect(performance.now() - begun).toBeLessThan(2_000);
    expect(attempts).toBeGreaterThan(2);
  });

  it('waits longer and longer, up to a limit', async () => {
    const at: number[] = [];
    await withRetries(
      { firstMs: 20, mostMs: 60, withinMs: 10_000 },
      always,
      async (attempt) => {
        at.push(performance.now());
        if (attempt < 4) throw new Error('again');
      },
      { random: () => 0.5 },
    );
    const waits = at.slice(1).map((moment, i) => moment - at[i]!);
    expect(waits[0]).toBeGreaterThanOrEqual(19);
    expect(waits[1]).toBeGreaterThanOrEqual(39);
    expect(waits[3]).toBeGreaterThanOrEqual(59);
  });

  it('stops waiting if the signal fires, with its reason', async () => {
    const controller = new AbortController();
    const reason = new Error('the caller left');
    const fails = withRetries(
      { firstMs: 60_000, mostMs: 60_000, withinMs: 600_000 },
      always,
      async () => {
        setTimeout(() => controller.abort(reason), 5);
        throw new Error('again');
      },
      { signal: controller.signal },
    );
    await expect(fails).rejects.toBe(reason);
  });

  it('makes no more than its attempts', async () => {
    let attempts = 0;
    const fails = withRetries({ firstMs: 1, mostMs: 1, attempts: 3 }, always, async () => {
      throw new Error(`failure ${++attempts}`);
    });
    await expect(fails).rejects.toThrow('failure 3');
  });
});

describe('backOffMs', () => {
  it('doubles up to its limit, from half to one and a half', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 10_000 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (failures, random) => {
          const mean = Math.min(5000, 100 * 2 ** (failures - 1));
          const wait = backOffMs(failures, { firstMs: 100, mostMs: 5000 }, random);
          expect(wait).toBeLessThanOrEqual(Math.min(5000, 1.5 * mean));
          expect(wait).toBeGreaterThanOrEqual(mean / 2);
        },
      ),
    );
  });
});

describe('pause', () => {
  it('ends with its signal, and at once if that has fired', async () => {
    const stop = new AbortController();
    const waiting = pause(60_000, stop.signal);
    stop.abort();
    await waiting;
    await pause(60_000, stop.signal);
  });
});
