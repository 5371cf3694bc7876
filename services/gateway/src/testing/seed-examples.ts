import { InteractionType } from '@stars/contracts';
import type { GatewayDeps } from '../gateway-deps.js';

/** What the examples of the OpenAPI document name: an item with a vector, and a user who bought it. */
export async function seedExamples({
  catalog,
  profiles,
  vectors,
}: Pick<GatewayDeps, 'catalog' | 'profiles' | 'vectors'>): Promise<void> {
  const itemId = 'item-0007';
  const [apple] = await catalog.get('default', ['apple']);
  await catalog.upsert([{ ...apple!, itemId }]);
  const payload = { brand: '', category: [], attributes: {}, regions: {} };
  await vectors.upsert('default', 'm1', [{ itemId, vector: Float32Array.of(1, 0, 0), payload }]);
  const type = InteractionType.INTERACTION_TYPE_PURCHASE;
  const event = { eventId: 'e', itemId, type, time: Date.UTC(2024, 1, 9), region: '' };
  await profiles.appendEvents('default', [{ userId: 'user-0001', events: [event] }]);
}
