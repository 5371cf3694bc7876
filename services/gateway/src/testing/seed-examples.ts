import { writeFileSync } from 'node:fs';
import {
  deadLetterTopic,
  encodeCatalogUpsert,
  encodeServedModel,
  InteractionType,
  ServedModel,
  TOPICS,
} from '@stars/contracts';
import { deadLetterMessage } from '@stars/event-bus';
import type { GatewayDeps } from '../gateway-deps.js';

/** What the examples of the OpenAPI document name: an item with a vector, a user who bought it, two dead letters, a served model and a key. */
export async function seedExamples({
  bus,
  keysFile,
  catalog,
  profiles,
  vectors,
}: Pick<GatewayDeps, 'bus' | 'catalog' | 'profiles' | 'vectors' | 'keysFile'>): Promise<void> {
  const itemId = 'item-0007';
  const [apple] = await catalog.get('default', ['apple']);
  await catalog.upsert([{ ...apple!, itemId }]);
  const payload = { brand: '', category: [], attributes: {}, regions: {} };
  await vectors.upsert('default', 'm1', [{ itemId, vector: Float32Array.of(1, 0, 0), payload }]);
  const type = InteractionType.INTERACTION_TYPE_PURCHASE;
  const event = { eventId: 'e', itemId, type, time: Date.UTC(2024, 1, 9), region: '' };
  await profiles.appendEvents('default', [{ userId: 'user-0001', events: [event] }]);
  const letters = [0, 1].map((offset) => {
    const message = { ...encodeCatalogUpsert(apple!), topic: TOPICS.catalog, partition: 0, offset, headers: {} };
    return deadLetterMessage({ message, code: 'STARS_INVALID_FIELD', reason: 'no colour' }, 'catalog', event.time, 1);
  });
  await bus.publish(deadLetterTopic(TOPICS.catalog), letters);
  const served = ServedModel.fromPartial({ version: 'm1', before: ['m0'], time: new Date(event.time) });
  await bus.publish(TOPICS.servedModels, [encodeServedModel(served)]);
  if (keysFile !== undefined) writeFileSync(keysFile, JSON.stringify(KEYS));
}

const KEYS = {
  secret: 'A'.repeat(43),
  keys: [
    {
      ...{ id: '3f9a0c1d2e4b', name: 'till', rights: ['recommend'], tenants: ['default'], certificate: 'till.example' },
      ...{ created: '2024-01-01T00:00:00Z', expires: '2024-02-01T00:00:00Z' },
    },
  ],
};
