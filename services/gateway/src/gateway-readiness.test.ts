import { HealthRegistry } from '@stars/platform';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { GatewayDeps } from './gateway-deps.js';
import { GatewayReadiness } from './gateway-readiness.js';

const NAMES = { 'profile store': 'profile-store', 'item catalogue': 'item-catalog', 'vector index': 'vector-index' };
type Store = keyof typeof NAMES;

it('is ready with a catalogue, or with a model, profiles and vectors, and names all that is missing', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.boolean(),
      fc.uniqueArray(fc.constantFrom<Store>(...(Object.keys(NAMES) as Store[]))),
      async (hasModel, away) => {
        const health = new HealthRegistry();
        const servedModels = { current: () => (hasModel ? {} : undefined) };
        const deps = {
          bus: {},
          profiles: {},
          catalog: {},
          vectors: {},
          servedModels,
          health,
        } as unknown as GatewayDeps;
        new GatewayReadiness(deps, { storeMs: 100 }, { isAway: (store) => away.includes(store) });
        const { ready, degraded } = await health.readiness();
        const personal = hasModel && !away.includes('profile store') && !away.includes('vector index');
        expect(ready).toBe(!away.includes('item catalogue') || personal);
        expect(degraded.sort()).toEqual([...away.map((store) => NAMES[store]), ...(hasModel ? [] : ['model'])].sort());
      },
    ),
  );
});
