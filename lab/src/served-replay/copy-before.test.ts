import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeMessage, encodeInteraction, Interaction, InteractionType, TOPICS } from '@stars/contracts';
import { SqliteEventBus } from '@stars/event-bus';
import { openDatabase } from '@stars/sqlite';
import { openEmbeddedStack } from '@stars/stack';
import { expect, it } from 'vitest';
import { copyBefore } from './copy-before.js';

const bought = (eventId: string, day: number, tenantId = 'default') =>
  encodeInteraction(
    Interaction.fromPartial({
      ...{ tenantId, eventId, userId: 'ann', itemId: 'milk', type: InteractionType.INTERACTION_TYPE_PURCHASE },
      time: new Date(day * 86_400_000),
    }),
  );

it('copies events before a time, of a log with what nobody can read', async () => {
  const root = mkdtempSync(join(tmpdir(), 'stars-copy-before-'));
  const database = openDatabase(':memory:');
  const bus = new SqliteEventBus(database);
  try {
    await bus.publish(TOPICS.interactions, [
      bought('third', 20),
      bought('first', 5),
      bought('elsewhere', 5, 'other'),
      { key: 'x', id: 'garbage', value: Uint8Array.of(0xff, 0xff) },
      bought('second', 10),
    ]);
    const later = await copyBefore(bus, root, 10 * 86_400_000, new Set());
    expect(later.map(({ eventId }) => eventId)).toEqual(['second', 'third']);
    const stack = openEmbeddedStack(root);
    const copied: string[] = [];
    for await (const batch of stack.bus.read({ topic: TOPICS.interactions })) {
      copied.push(...batch.map(({ value }) => decodeMessage(TOPICS.interactions, value).eventId));
    }
    await stack.close();
    expect(copied).toEqual(['first']);
  } finally {
    await bus.close();
    database.close();
    rmSync(root, { recursive: true });
  }
});
