import { describe, expect, it } from 'vitest';
import { Freshness } from './freshness.js';
import { createMetrics } from './metrics.js';

describe('Freshness', () => {
  it('counts the age of events at a stage, without imported history and without events without a time', async () => {
    const metrics = createMetrics('embedder', { processMetrics: false });
    const freshness = new Freshness(metrics, () => 100_000_000);
    const stage = { flow: 'interaction', stage: 'vector_stored' } as const;
    freshness.reached(stage, [99_999_800, 99_998_000, undefined, Number.NaN, 100_000_050, 13_599_999]);
    const lines = async (part: string): Promise<string[]> =>
      (await metrics.expose()).split('\n').filter((line) => line.startsWith(`stars_freshness_seconds_${part}`));
    const [count] = await lines('count');
    expect(count).toMatch(/flow="interaction",stage="vector_stored".* 3$/);
    expect((await lines('sum'))[0]).toMatch(/ 2\.2$/);
    expect((await lines('bucket{le="0.25"'))[0]).toMatch(/ 2$/);
    // Modules of one process share the histogram.
    new Freshness(metrics, () => 0).reached(stage, [0]);
    expect((await lines('count'))[0]).toMatch(/ 4$/);
  });
});
