import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CatalogItem,
  encodeInteraction,
  encodeItemFeatures,
  encodeModelManifest,
  Interaction,
  InteractionType,
  TOPICS,
} from '@stars/contracts';
import { ModelStore } from '@stars/inference';
import { saveTinyModel, tinyFeatures } from '@stars/inference/testing';
import { createLogger } from '@stars/platform';
import { openEmbeddedStack } from '@stars/stack';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startStandalone } from './standalone.js';
import type { Standalone } from './standalone-options.js';
import { plainTextModels } from './testing/plain-text-models.js';

const ITEMS = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
const USERS = Array.from({ length: 600 }, (_, n) => `user-${n}`);
const START = Date.parse('2024-01-01T12:00:00Z');

let dataDir: string;
let standalone: Standalone | undefined;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'stars-start-up-'));
});
afterEach(async () => {
  await standalone?.close();
  rmSync(dataDir, { recursive: true });
});

/** A folder as import and training leave it: events, features and a model, and no profile or vector yet. */
async function prepareFolder(): Promise<void> {
  const stack = openEmbeddedStack(dataDir);
  await stack.catalog.upsert(
    ITEMS.map((itemId) => CatalogItem.fromPartial({ tenantId: 'default', itemId, version: 1 })),
  );
  await stack.bus.publish(
    TOPICS.itemFeatures,
    ITEMS.map((itemId) => encodeItemFeatures(tinyFeatures(itemId))),
  );
  const events = USERS.map((userId, n) =>
    encodeInteraction(
      Interaction.fromPartial({
        ...{ eventId: `event-${n}`, userId, itemId: ITEMS[n % ITEMS.length]! },
        ...{ type: InteractionType.INTERACTION_TYPE_PURCHASE, time: new Date(START + n * 60_000) },
      }),
    ),
  );
  await stack.bus.publish(TOPICS.interactions, events);
  const manifest = await saveTinyModel(new ModelStore(join(dataDir, 'models')), 'v1', ITEMS);
  await stack.bus.publish(TOPICS.models, [encodeModelManifest(manifest)]);
  await stack.close();
}

const start = async (): Promise<Standalone> => {
  standalone = await startStandalone({
    ...{ dataDir, listen: { grpcPort: 0, httpPort: 0 }, openTextModels: plainTextModels },
    logger: createLogger('standalone', { level: 'silent' }),
    clock: () => START + 86_400_000,
  });
  return standalone;
};

const get = async (path: string): Promise<{ status: number; body: unknown }> => {
  const response = await fetch(`http://127.0.0.1:${standalone!.ports!.httpPort}${path}`);
  return { status: response.status, body: await response.json() };
};

describe('readiness after a training', () => {
  it('comes with the vectors: from its first moment on, no known user gets a fallback', async () => {
    await prepareFolder();
    const { startUp } = await start();
    const missing: unknown[] = [];
    await expect
      .poll(
        async () => {
          const { status, body } = await get('/readyz');
          if (status !== 200) missing.push(body);
          return status;
        },
        { timeout: 60_000, interval: 5 },
      )
      .toBe(200);
    for (const userId of USERS.filter((_, n) => n % 5 === 0)) {
      const { body } = await get(`/v1/recommend?user_id=${userId}&k=3`);
      expect(body, userId).toMatchObject({ model_version: 'v1', degradations: [] });
    }
    expect(missing[0]).toMatchObject({ ready: false, checks: { start: { ok: false } } });
    expect(JSON.stringify(missing)).toMatch(/embedder-models 1/);
    await startUp();
  });

  it('is not put off by events that come after the start, and a shop without a model is ready', async () => {
    const { startUp, stack } = await start();
    await startUp({ signal: AbortSignal.timeout(30_000) });
    expect((await get('/readyz')).status).toBe(200);
    await stack.bus.publish(TOPICS.interactions, [
      encodeInteraction(
        Interaction.fromPartial({
          ...{ eventId: 'late', userId: 'u', itemId: 'a', time: new Date(START) },
          type: InteractionType.INTERACTION_TYPE_VIEW,
        }),
      ),
    ]);
    expect((await get('/readyz')).status).toBe(200);
  });
});
