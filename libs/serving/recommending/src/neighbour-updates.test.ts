import type { NeighbourReading, ServedNeighbours } from '@stars/inference';
import { createLogger, createMetrics } from '@stars/platform';
import type { NeighbourTables } from '@stars/ranking';
import { describe, expect, it, vi } from 'vitest';
import { NeighbourUpdates } from './neighbour-updates.js';

const DAY = 86_400_000;
const reading = { items: [], timeZone: 'UTC' } as unknown as NeighbourReading;

/** Tables of a model that was trained on day 14, asked for by a gateway whose clock stands at `now`. */
function world(now = 40 * DAY) {
  const state = { now, morning: 14, finds: [] as number[], replaced: [] as number[] };
  const waiting: { resolve: (tables: NeighbourTables) => void; reject: (error: Error) => void }[] = [];
  const neighbours = {
    reading,
    get morning() {
      return state.morning;
    },
    morningAt: (time: number) => Math.floor(time / DAY / 7) * 7,
    replace: (_: NeighbourTables, morning: number) => {
      state.morning = morning;
      state.replaced.push(morning);
    },
  } as unknown as ServedNeighbours;
  const metrics = createMetrics('test', { processMetrics: false });
  const updates = new NeighbourUpdates(
    (_tenant, _reading, morning) => {
      state.finds.push(morning);
      const { promise, ...ends } = Promise.withResolvers<NeighbourTables>();
      waiting.push(ends);
      return promise;
    },
    () => state.now,
    createLogger('test', { level: 'silent' }),
    metrics,
  );
  const ask = (day: number): void => updates.note('t', { neighbours }, day * DAY);
  const end = async (error?: Error): Promise<void> => {
    const { resolve, reject } = waiting.shift()!;
    if (error) reject(error);
    else resolve({} as NeighbourTables);
    await new Promise((done) => setImmediate(done));
  };
  return { state, ask, end, updates, metrics };
}

describe('NeighbourUpdates', () => {
  it('finds them once for each morning of the grid, forwards only, and one at a time', async () => {
    const { state, ask, end, metrics } = world();
    ask(20);
    expect(state.finds).toEqual([]);
    for (const day of [21, 22, 35]) ask(day);
    expect(state.finds).toEqual([21]);
    await end();
    for (const day of [22, 14, 27]) ask(day);
    expect([state.finds, state.replaced]).toEqual([[21], [21]]);
    ask(35);
    await end();
    expect(state.replaced).toEqual([21, 35]);
    expect(await metrics.expose()).toContain(
      `stars_gateway_neighbours_morning_seconds{tenant="t",service="test"} ${35 * 86_400}`,
    );
  });

  it('does not follow a request from after now', async () => {
    const { state, ask, end } = world(22 * DAY);
    ask(50_000);
    expect(state.finds).toEqual([21]);
    await end();
    ask(50_000);
    expect(state.finds).toEqual([21]);
  });

  it('keeps what it has if the store is away, and tries again after a while', async () => {
    const { state, ask, end, metrics } = world();
    ask(21);
    await end(new Error('away'));
    ask(21);
    expect([state.morning, state.finds]).toEqual([14, [21]]);
    state.now += 60_000;
    ask(21);
    await end();
    expect([state.morning, state.finds]).toEqual([21, [21, 21]]);
    expect(await metrics.expose()).toContain('stars_gateway_neighbours_failures_total{service="test"} 1');
  });

  it('is closed once a search has ended, which has the profile store open', async () => {
    const { ask, end, updates } = world();
    ask(21);
    const closed = vi.fn();
    const close = updates.close().then(closed);
    await new Promise((done) => setImmediate(done));
    expect(closed).not.toHaveBeenCalled();
    await end(new Error('aborted'));
    await close;
  });
});
