import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeServedModel, ServedModel, TOPICS } from '@stars/contracts';
import { ContextFollower, ModelStore } from '@stars/inference';
import { createLogger, createMetrics } from '@stars/platform';
import { openEmbeddedStack } from '@stars/stack';
import { expect, it } from 'vitest';
import { rebuildStores } from './rebuild-stores.js';

it('fails if the model that serves cannot be read: users would have no vectors', async () => {
  const root = mkdtempSync(join(tmpdir(), 'stars-rebuild-stores-'));
  const stack = openEmbeddedStack(root);
  const deps = {
    ...stack,
    context: new ContextFollower(stack.bus),
    models: new ModelStore(join(root, 'models')),
    logger: createLogger('rebuild', { level: 'silent' }),
    metrics: createMetrics('rebuild', { processMetrics: false }),
  };
  try {
    expect(await rebuildStores(deps, { log: stack.bus })).toMatchObject({ versions: [] });
    const served = ServedModel.fromPartial({ version: 'v1', time: new Date() });
    await stack.bus.publish(TOPICS.servedModels, [encodeServedModel(served)]);
    const failed = { code: 'STARS_UNAVAILABLE', message: expect.stringContaining('v1') };
    await expect(rebuildStores(deps, { log: stack.bus })).rejects.toMatchObject(failed);
  } finally {
    await stack.close();
    rmSync(root, { recursive: true });
  }
});
