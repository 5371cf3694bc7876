import { RollOut } from '@stars/contracts';
import { createLogger, createMetrics } from '@stars/platform';
import type { ProfileStore } from '@stars/profile-store';
import { isFilled, type LiveModel, type LiveModels, RollOutsUnderway } from '@stars/vectors';
import { expect, it, vi } from 'vitest';
import { FillWorker } from './fill-worker.js';
import type { RollOutDeps } from './roll-out-deps.js';

it('fills the model of one tenant although that of another cannot be, which it says', async () => {
  const progress = new Map<string, string>();
  const profiles: Pick<ProfileStore, 'count' | 'scan' | 'progress' | 'putProgress'> = {
    progress: async (tenant, work) => progress.get(`${tenant}/${work}`),
    putProgress: async (tenant, work, before, after) => {
      if (progress.get(`${tenant}/${work}`) !== before) return false;
      progress.set(`${tenant}/${work}`, after!);
      return true;
    },
    scan: async () => ({ userIds: ['u'] }),
    count: async () => 1,
  };
  const deps = {
    ...{ profiles, catalog: { scan: async () => ({ items: [] }), count: async () => 0 } },
    logger: createLogger('embedder', { level: 'silent' }),
    metrics: createMetrics('embedder', { processMetrics: false }),
  } as unknown as RollOutDeps;
  const model = { config: { layers: 1, width: 8 } };
  const [broken, whole] = ['broken', 'whole'].map((tenant) => ({ tenant, version: 'v1', model }) as LiveModel);
  const rollOuts = new RollOutsUnderway();
  const note = (outcome: string) =>
    rollOuts.note(RollOut.fromPartial({ tenantId: 'broken', version: 'v1', cause: 'training', outcome }));
  note('filling');
  const models = { follow: async () => undefined, has: () => true, filling: () => [broken, whole], rollOuts };
  const users = {
    encode: async ({ tenant }: LiveModel) => {
      if (tenant === 'broken') throw new Error('no vectors of these');
    },
  };
  const stop = new AbortController();
  const worker = new FillWorker(deps, { models, items: {}, users } as never, stop.signal);
  for (const live of [broken!, whole!]) await worker.of(live).begin();
  worker.start();
  const filled = async (live: LiveModel): Promise<boolean> => isFilled((await worker.of(live).state())!);
  await vi.waitFor(async () => expect(await filled(whole!)).toBe(true));
  expect(await filled(broken!)).toBe(false);
  // The roll-out that waits for it ends, and its message is given up in the end.
  const never = new AbortController().signal;
  await expect(worker.finish(broken!, never, () => undefined)).rejects.toThrow('no vectors of these');
  note('refused');
  await expect(worker.finish(broken!, never, () => undefined)).rejects.toMatchObject({ canRetry: true });
  stop.abort();
  await worker.ended();
});

it('keeps how far a fill is for another roll-out of the version', async () => {
  const progress = new Map([['default/fill/v1', 'half']]);
  const profiles: Pick<ProfileStore, 'progress' | 'putProgress'> = {
    progress: async (tenant, work) => progress.get(`${tenant}/${work}`),
    putProgress: async (tenant, work) => progress.delete(`${tenant}/${work}`),
  };
  const rollOuts = new RollOutsUnderway();
  const step = (cause: string, requestId: string, outcome: string) =>
    rollOuts.note(RollOut.fromPartial({ version: 'v1', cause, requestId, outcome }));
  step('training', '', 'filling');
  step('request', '1', 'filling');
  const models = { learn: async () => undefined, rollOuts } as unknown as LiveModels;
  const metrics = createMetrics('embedder', { processMetrics: false });
  const deps = { profiles, metrics } as unknown as RollOutDeps;
  const worker = new FillWorker(deps, { models } as never, new AbortController().signal);
  step('training', '', 'refused');
  await worker.end('default', 'v1');
  expect(progress.size).toBe(1);
  step('request', '1', 'served');
  await worker.end('default', 'v1');
  expect(progress.size).toBe(0);
});
