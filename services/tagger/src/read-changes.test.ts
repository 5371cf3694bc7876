import { CatalogItem, type EncodedMessage, encodeCatalogDelete, encodeCatalogUpsert, TOPICS } from '@stars/contracts';
import { describe, expect, it } from 'vitest';
import { readChanges } from './read-changes.js';

const upsert = (itemId: string, version: number, title = 'Milk') =>
  encodeCatalogUpsert(CatalogItem.fromPartial({ itemId, version, title }));
const gone = (itemId: string, version: number) => encodeCatalogDelete({ tenantId: '', itemId, version });
const asRead = (messages: EncodedMessage[]) =>
  messages.map((message, offset) => ({ ...message, topic: TOPICS.catalog, partition: 0, offset }));

describe('readChanges', () => {
  it('keeps the newest version of each item, whatever the order', () => {
    const messages = [upsert('a', 1), upsert('b', 4, 'New'), gone('a', 3), upsert('b', 2, 'Old'), upsert('c', 1)];
    const { changes, poison } = readChanges(asRead(messages));
    expect(changes.map(({ kind, item }) => [kind, item.itemId, item.version])).toEqual([
      ['delete', 'a', 3],
      ['upsert', 'b', 4],
      ['upsert', 'c', 1],
    ]);
    expect(poison).toEqual([]);
  });

  it('takes the last of two changes of one version', () => {
    const { changes } = readChanges(asRead([upsert('a', 1), gone('a', 1)]));
    expect(changes.map(({ kind }) => kind)).toEqual(['delete']);
  });

  it('separates messages that cannot be read, with the path of the wrong field', () => {
    const bad = { ...upsert('a', 1), value: Uint8Array.of(0xff) };
    const empty = { ...upsert('b', 1), value: new Uint8Array() };
    const { changes, poison } = readChanges(asRead([bad, empty, upsert('c', 1)]));
    expect(changes).toHaveLength(1);
    expect(poison.map(({ code }) => code)).toEqual(['STARS_POISON_MESSAGE', 'STARS_FIELD_REQUIRED']);
    expect(poison[1]!.reason).toMatch(/^item_id: /);
  });
});
