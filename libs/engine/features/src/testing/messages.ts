import { ContextSignal, ItemFeatures } from '@stars/contracts';
import { type InteractionLog, InteractionLogBuilder, type InteractionRow } from '../interaction-log.js';

/** A log of rows given in order of arrival. */
export function logOf(rows: readonly (Pick<InteractionRow, 'userId' | 'itemId' | 'time'> & Partial<InteractionRow>)[]) {
  const builder = new InteractionLogBuilder();
  for (const row of rows) builder.add({ type: 3, region: '', sessionId: '', ...row });
  return builder.build();
}

/** A log of users, items and times: `{ u: ['ab', 'c'] }` has one string for each basket, one letter for each item. */
export function basketLog(users: Record<string, string[]>, hoursApart = 24): InteractionLog {
  return logOf(
    Object.entries(users).flatMap(([userId, baskets]) =>
      baskets.flatMap((basket, b) =>
        [...basket].map((itemId) => ({ userId, itemId, time: b * hoursApart * 3_600_000 })),
      ),
    ),
  );
}

/** A signal valid from `from` until `until` (ms); without `until` it is open. */
export function contextSignal(part: {
  id: string;
  region?: string;
  from: number;
  until?: number | undefined;
  signals?: Record<string, number | string | boolean>;
  items?: { name: string; value: number; itemIds: string[] }[];
}): ContextSignal {
  return ContextSignal.fromPartial({
    tenantId: 'default',
    eventId: part.id,
    region: part.region ?? '',
    validFrom: new Date(part.from),
    ...(part.until === undefined ? {} : { validUntil: new Date(part.until) }),
    ...(part.signals ? { signals: part.signals } : {}),
    itemSignals: part.items ?? [],
  });
}

export function itemFeatures(itemId: string, embedding: number[], part: Partial<ItemFeatures> = {}): ItemFeatures {
  return ItemFeatures.fromPartial({
    tenantId: 'default',
    itemId,
    itemVersion: 1,
    textHash: '0'.repeat(64),
    embedding: new Uint8Array(Float32Array.from(embedding).buffer),
    embeddingModel: 'test',
    tagVocabularyVersion: 'test',
    tagger: 'test',
    ...part,
  });
}
