import { ItemFeatures } from '@stars/contracts';
import { ContextTimeline, InteractionLogBuilder, type TrainingData } from '@stars/features';
import { createRandom } from '@stars/model';

const DAY = 86_400_000;
export const ITEMS = Array.from({ length: 30 }, (_, i) => `item ${String(i).padStart(2, '0')}`);

/** Item i of thirty is bought i + 1 times over six users' daily baskets. */
export function thirtyItems(): TrainingData {
  const builder = new InteractionLogBuilder();
  let event = 0;
  ITEMS.forEach((itemId, i) => {
    for (let n = 0; n <= i; n++, event++) {
      builder.add({
        userId: `user ${event % 6}`,
        itemId,
        type: 3,
        time: Date.parse('2023-11-01') + (event % 40) * DAY,
        region: '',
        sessionId: '',
      });
    }
  });
  const random = createRandom(1);
  const features = (itemId: string, i: number): ItemFeatures =>
    ItemFeatures.fromPartial({
      tenantId: 'default',
      itemId,
      itemVersion: 1,
      embedding: new Uint8Array(Float32Array.from({ length: 12 }, random).buffer),
      embeddingModel: 'test',
      tags: [i % 2 === 0 ? 'even' : 'odd'],
      category: [`department ${i % 2}`, `type ${i % 6}`],
    });
  return {
    log: builder.build(),
    items: new Map(ITEMS.map((id, i) => [id, features(id, i)])),
    users: new Map([['user 0', { age: 30 }]]),
    timeline: new ContextTimeline(),
  };
}
