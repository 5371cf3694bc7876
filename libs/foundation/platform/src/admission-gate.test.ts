import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AdmissionGate } from './admission-gate.js';

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('AdmissionGate', () => {
  it('runs up to its limit, queues in order and refuses the next with STARS_OVERLOADED', async () => {
    const gate = new AdmissionGate({ concurrent: 1, queued: 2 });
    const order: string[] = [];
    const first = Promise.withResolvers<void>();
    const a = gate.run(() => first.promise.then(() => void order.push('a')));
    const b = gate.run(async () => void order.push('b'));
    const c = gate.run(async () => void order.push('c'));
    await expect(gate.run(async () => 'd')).rejects.toMatchObject({ code: 'STARS_OVERLOADED' });
    first.resolve();
    await Promise.all([a, b, c]);
    expect(order).toEqual(['a', 'b', 'c']);
    expect(gate.expectedWaitMs).toBe(0);
  });

  it('frees the place of a waiter whose deadline passed', async () => {
    const gate = new AdmissionGate({ concurrent: 1, queued: 1 });
    const held = Promise.withResolvers<void>();
    const holder = gate.run(() => held.promise);
    const abort = new AbortController();
    const waiter = gate.run(async () => 'never', { signal: abort.signal });
    abort.abort();
    await expect(waiter).rejects.toMatchObject({ code: 'STARS_DEADLINE_EXCEEDED' });
    const next = gate.run(async () => 'next');
    held.resolve();
    await holder;
    expect(await next).toBe('next');
  });

  it('refuses at once a call that would wait longer than its time, by the mean duration so far', async () => {
    let now = 0;
    const gate = new AdmissionGate({ concurrent: 2, queued: 100 }, () => now);
    // Each takes 100 ms, until the mean is near that.
    const work = async (): Promise<void> => {
      now += 100;
    };
    for (let i = 0; i < 200; i++) await gate.run(work);
    expect(gate.expectedWaitMs).toBe(0);
    const held = Promise.withResolvers<void>();
    const holders = [1, 2].map(() => gate.run(() => held.promise));
    expect(gate.expectedWaitMs).toBeCloseTo(50, 0);
    const first = gate.run(async () => 'first', { leftMs: 60 });
    const refused = gate.run(async () => 'second', { leftMs: 60 });
    await expect(refused).rejects.toMatchObject({ code: 'STARS_OVERLOADED' });
    const patient = gate.run(async () => 'patient', { leftMs: 1000 });
    held.resolve();
    expect(await Promise.all([first, patient])).toEqual(['first', 'patient']);
    await Promise.all(holders);
  });

  it('never runs more than its limit, and ends empty, whatever the work does', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ turns: fc.nat(3), fails: fc.boolean() }), { maxLength: 20 }),
        fc.integer({ min: 1, max: 4 }),
        async (works, concurrent) => {
          const gate = new AdmissionGate({ concurrent, queued: 20 });
          let running = 0;
          let most = 0;
          const results = await Promise.allSettled(
            works.map(({ turns, fails }) =>
              gate.run(async () => {
                most = Math.max(most, ++running);
                for (let i = 0; i < turns; i++) await turn();
                running--;
                if (fails) throw new Error('work');
              }),
            ),
          );
          expect(most).toBeLessThanOrEqual(concurrent);
          expect(results.filter((r) => r.status === 'rejected')).toHaveLength(works.filter((w) => w.fails).length);
          expect(gate.expectedWaitMs).toBe(0);
        },
      ),
      { numRuns: 50 },
    );
  });
});
