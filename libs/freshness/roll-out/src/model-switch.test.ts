import { RollOut, ServedModel } from '@stars/contracts';
import { type LiveModels, RollOutsUnderway, SharedFill } from '@stars/vectors';
import { expect, it } from 'vitest';
import { ModelSwitch } from './model-switch.js';
import type { RollOutDeps } from './roll-out-deps.js';
import { ROLL_OUT_DEFAULTS } from './roll-out-settings.js';

const TENANT = 'default';

it('a fill that another embedder begins while old vectors are dropped begins once more', async () => {
  const progress = new Map<string, string>();
  const rollOuts = new RollOutsUnderway();
  const dropped: string[] = [];
  const deps = {
    profiles: {
      progress: async (_: string, work: string) => progress.get(work),
      putProgress: async (_: string, work: string, __: string, after: string) => progress.set(work, after),
      retainVectors: async (_: string, kept: readonly string[]) => {
        expect(kept).toEqual(['v2']);
        rollOuts.note(RollOut.fromPartial({ version: 'v3', cause: 'training', outcome: 'filling' }));
        const fill = new SharedFill(deps, TENANT, 'v3');
        await fill.begin();
        await fill.take();
        expect((await fill.state())!.chunks).toHaveLength(1);
      },
      scan: async () => ({ userIds: ['u'] }),
    },
    catalog: { scan: async () => ({ items: [] }) },
    vectors: {
      listCollections: async () => ['v1', 'v2'],
      dropCollection: async (_: string, version: string) => dropped.push(version),
    },
  } as unknown as RollOutDeps;
  const served = ServedModel.fromPartial({ tenantId: TENANT, version: 'v2' });
  const models = { learn: async () => undefined, served: () => served, rollOuts } as unknown as LiveModels;
  await new ModelSwitch(deps, models, ROLL_OUT_DEFAULTS).drop(TENANT);
  expect(dropped).toEqual(['v1']);
  expect(await new SharedFill(deps, TENANT, 'v3').state()).toMatchObject({ next: { stage: 'items' }, chunks: [] });
});
