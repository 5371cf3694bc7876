import { describe, expect, it } from 'vitest';
import { HealthRegistry } from './health.js';

describe('HealthRegistry', () => {
  it('is ready when every check passes, and names those that failed', async () => {
    const health = new HealthRegistry();
    health.register('bus', () => undefined);
    expect(await health.readiness()).toEqual({ ready: true, degraded: [], checks: { bus: { ok: true } } });
    health.register('store', async () => {
      throw new Error('away');
    });
    expect(await health.readiness()).toEqual({
      ready: false,
      degraded: [],
      checks: { bus: { ok: true }, store: { ok: false, message: 'away' } },
    });
  });

  it('stays ready without what it does not need, and names it', async () => {
    const health = new HealthRegistry();
    health.register('bus', () => undefined);
    const away = (): void => {
      throw new Error('away');
    };
    health.register('store', away, { needed: false });
    expect(await health.readiness()).toEqual({
      ready: true,
      degraded: ['store'],
      checks: { bus: { ok: true }, store: { ok: false, message: 'away' } },
    });
    health.register('other store', away);
    expect(await health.readiness()).toMatchObject({ ready: false, degraded: ['store'] });
  });

  it('takes the check of a start that is tried again in place of the one before', async () => {
    const health = new HealthRegistry();
    health.register('model', () => {
      throw new Error('of a model that is closed');
    });
    health.register('model', () => undefined);
    expect(await health.readiness()).toEqual({ ready: true, degraded: [], checks: { model: { ok: true } } });
  });

  it('counts a check that hangs as failed, and aborts it', async () => {
    const health = new HealthRegistry(5);
    let signal: AbortSignal | undefined;
    health.register('store', (given) => {
      signal = given;
      return new Promise(() => undefined);
    });
    const { ready, checks } = await health.readiness();
    expect(ready).toBe(false);
    expect(checks['store']!.message).toContain('within 5 ms');
    expect(signal!.aborted).toBe(true);
  });

  it('asks a server once at a time, however many ask for readiness', async () => {
    const health = new HealthRegistry();
    let asked = 0;
    health.register('store', async () => {
      asked++;
    });
    const all = await Promise.all(Array.from({ length: 50 }, () => health.readiness()));
    expect(all.every(({ ready }) => ready)).toBe(true);
    // Those that came while the first looked share one that began after them.
    expect(asked).toBe(2);
  });

  it('stops being ready once draining', async () => {
    const health = new HealthRegistry();
    health.startDraining();
    expect((await health.readiness()).ready).toBe(false);
  });
});
