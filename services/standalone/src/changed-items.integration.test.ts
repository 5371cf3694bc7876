import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CatalogItem,
  CatalogItemPatch,
  type EventClient,
  eventClient,
  Interaction,
  InteractionType,
  type RecommendationClient,
  RecommendMode,
  RecommendRequest,
  recommendationClient,
} from '@stars/contracts';
import { createLogger } from '@stars/platform';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startStandalone } from './standalone.js';
import type { Standalone } from './standalone-options.js';
import { plainTextModels } from './testing/plain-text-models.js';

const {
  RECOMMEND_MODE_BACK_IN_STOCK: BACK_IN_STOCK,
  RECOMMEND_MODE_PRICE_DROPPED: PRICE_DROPPED,
  RECOMMEND_MODE_NEWEST: NEWEST,
} = RecommendMode;
const WAIT = { interval: 20, timeout: 30_000 };

let dataDir: string;
let standalone: Standalone;
let events: EventClient;
let recommendations: RecommendationClient;

const patch = (itemId: string, part: Partial<CatalogItemPatch>) =>
  events.patchItems({ items: [CatalogItemPatch.fromPartial({ itemId, ...part })] });
const list = async (userId: string, mode: RecommendMode) => {
  const request = RecommendRequest.fromPartial({ userId, mode, details: true });
  return (await recommendations.recommend(request)).items;
};
const idsOf = async (...asked: Parameters<typeof list>) => (await list(...asked)).map(({ itemId }) => itemId);

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'stars-changed-items-'));
  standalone = await startStandalone({
    dataDir,
    listen: { grpcPort: 0, httpPort: 0 },
    logger: createLogger('standalone', { level: 'silent' }),
    openTextModels: plainTextModels,
  });
  const address = `127.0.0.1:${standalone.ports!.grpcPort}`;
  events = eventClient(address);
  recommendations = recommendationClient(address);
  const items = ['tent', 'stove', 'lamp'].map((itemId) =>
    CatalogItem.fromPartial({ itemId, title: itemId, price: 90 }),
  );
  await events.upsertItems({ items });
  const view = { type: InteractionType.INTERACTION_TYPE_VIEW, time: new Date(), region: 'north' };
  const interactions = Object.entries({ ada: 'tent', bob: 'stove' }).map(([userId, itemId]) =>
    Interaction.fromPartial({ eventId: `${userId}-1`, userId, itemId, ...view }),
  );
  await events.track({ interactions, impressions: [] });
  await standalone.drain({ pollMs: 50, signal: AbortSignal.timeout(60_000) });
}, 120_000);

afterAll(async () => {
  events?.close();
  recommendations?.close();
  await standalone?.close();
  rmSync(dataDir, { recursive: true, force: true });
});

it('shows a dropped price within seconds to who looked at the item before, and to nobody else', async () => {
  expect(await idsOf('ada', PRICE_DROPPED)).toEqual([]);
  await patch('tent', { salePrice: 72.5 });
  await expect.poll(() => idsOf('ada', PRICE_DROPPED), WAIT).toEqual(['tent']);
  const [tent] = await list('ada', PRICE_DROPPED);
  expect(tent).toMatchObject({ reason: 'Was 90, now 72.50', details: { salePrice: 72.5, priceBefore: 90 } });
  for (const other of ['bob', 'stranger']) expect(await idsOf(other, PRICE_DROPPED)).toEqual([]);
  await patch('tent', { saleEnded: true });
  await expect.poll(() => idsOf('ada', PRICE_DROPPED), WAIT).toEqual([]);
});

it('shows what is in stock again: first to who looked at it', async () => {
  for (const itemId of ['stove', 'lamp']) await patch(itemId, { inStock: false });
  await expect.poll(() => idsOf('bob', NEWEST), WAIT).toEqual(['tent']);
  for (const itemId of ['stove', 'lamp']) await patch(itemId, { inStock: true });
  await expect.poll(() => idsOf('bob', BACK_IN_STOCK), WAIT).toEqual(['stove', 'lamp']);
  expect(await idsOf('ada', BACK_IN_STOCK)).toEqual(['lamp', 'stove']);
  expect((await list('bob', BACK_IN_STOCK))[0]!.reasonCode).toBe('BACK_IN_STOCK');
  await patch('stove', { inStock: false });
  await expect.poll(() => idsOf('bob', BACK_IN_STOCK), WAIT).toEqual(['lamp']);
});
