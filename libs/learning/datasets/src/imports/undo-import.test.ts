import { CatalogChange, type EncodedMessage, IMPORT_TOPICS, importOf, retractionOf, TOPICS } from '@stars/contracts';
import { describe, expect, it } from 'vitest';
import { importFiles } from '../files/import-files.js';
import { EVENT, ImportFolder, jsonl } from '../files/import-folder.fixture.js';
import type { ImportLog } from '../import-sink.js';
import { undoImport } from './undo-import.js';

/** A log that has no memory of ids, as Kafka. */
class PlainLog implements ImportLog {
  readonly #topics = new Map<string, EncodedMessage[]>();

  of(topic: string): EncodedMessage[] {
    return this.#topics.get(topic) ?? [];
  }

  readonly published: string[] = [];
  /** Changes until one fails. */
  left = Number.POSITIVE_INFINITY;

  async publish(topic: string, messages: readonly EncodedMessage[]) {
    this.#change();
    this.published.push(topic);
    this.#topics.set(topic, [...this.of(topic), ...messages]);
    return { appended: messages.length, duplicates: 0 };
  }

  async *read({ topic }: { topic: string }) {
    yield this.of(topic);
  }

  eraseImport = (topics: readonly string[], importId: string) =>
    this.#erase(topics, (message) => importOf(message) === importId);

  eraseKey = (topics: readonly string[], key: string) => this.#erase(topics, (message) => message.key === key);

  #change(): void {
    if (this.left-- === 0) throw new Error('killed');
  }

  async #erase(topics: readonly string[], isErased: (message: EncodedMessage) => boolean): Promise<undefined> {
    this.#change();
    for (const topic of topics)
      this.#topics.set(
        topic,
        this.of(topic).filter((message) => !isErased(message)),
      );
  }
}

const folder = new ImportFolder();
const FILES = {
  items: [{ item_id: 'i1', title: 'One' }],
  users: [{ user_id: 'u1', version: 3, features: { plan: 'gold' } }],
  events: [EVENT, { ...EVENT, item_id: 'i2' }],
};

async function bring(log: PlainLog, importId: string, rows: Partial<typeof FILES>): Promise<void> {
  const paths: Record<string, string> = {};
  for (const [kind, list] of Object.entries(rows)) paths[kind] = await folder.put(`${kind}.jsonl`, jsonl(...list));
  await importFiles({ sink: log, importId, rejectsFolder: folder.path, ...paths });
}

const changes = (log: PlainLog) =>
  log.of(TOPICS.catalog).map(({ value }) => {
    const { change } = CatalogChange.decode(value);
    return [change!.$case, change!.value.itemId];
  });

describe('undoImport', () => {
  it('leaves what another import brought too', async () => {
    const log = new PlainLog();
    await bring(log, 'first', FILES);
    await bring(log, 'second', { events: FILES.events });
    expect(await undoImport(log, 'second')).toMatchObject({ events: 0, itemsRestored: 0, itemsGone: 0 });
    expect(log.of(TOPICS.interactions).map(importOf)).toEqual(['first', 'first']);
    expect(changes(log)).toEqual([['upsert', 'i1']]);
  });

  it.each([
    ['the first one first', ['first', 'second', 'third'], 'Zero'],
    ['the last one first', ['third', 'second', 'first'], 'Zero'],
    ['the middle one first', ['second', 'first'], 'third'],
  ])('restores items that several imports changed: %s', async (_, undone, title) => {
    const log = new PlainLog();
    const version = (title: string) => ['Zero', 'first', 'second', 'third'].indexOf(title) + 1e12;
    const bringItem = (id: string, title = id) =>
      bring(log, id, { items: [{ item_id: 'i1', title, version: version(title) }] as never });
    await bringItem('before', 'Zero');
    for (const id of ['first', 'second', 'third']) await bringItem(id);
    const newItem = [{ item_id: 'i2', title: 'New', version: 1e12 }];
    await bring(log, 'first', { items: newItem });
    await bring(log, 'third', { items: [{ ...newItem[0]!, title: 'Newer', version: 1e12 + 1 }] as never });
    for (const id of undone) await undoImport(log, id);
    const last = new Map(log.of(TOPICS.catalog).map(({ key, value }) => [key, CatalogChange.decode(value).change!]));
    expect(last.get('default/i1')).toMatchObject({ $case: 'upsert', value: { title } });
    expect(last.get('default/i2')!.$case).toBe(undone.includes('third') ? 'delete' : 'upsert');
  });

  it('takes back the latest features of a user that the import has twice', async () => {
    const log = new PlainLog();
    const user = { user_id: 'u1', features: { plan: 'gold' } };
    await bring(log, 'wrong', {
      users: [
        { ...user, version: 5 },
        { ...user, version: 3 },
      ],
    });
    await undoImport(log, 'wrong');
    expect(log.of(TOPICS.users).map((message) => retractionOf(message)?.features)).toEqual([{ version: 5 }]);
  });

  it('moves the end of a topic, which trainings and evaluations look at', async () => {
    const log = new PlainLog();
    const signal = { time: '2024-05-01T10:00:00Z', signals: { rain: true } };
    await bring(log, 'wrong', { context: [signal] } as never);
    await undoImport(log, 'wrong');
    expect(log.of(TOPICS.context)).toEqual([]);
    expect(log.published).toContain(IMPORT_TOPICS.undo);
  });

  it('says what is gone behind it, in the order of the log, and erases it', async () => {
    const log = new PlainLog();
    await bring(log, 'before', { users: [{ user_id: 'u1', version: 2, features: { plan: 'basic' } }] });
    await bring(log, 'wrong', FILES);
    const ids = log.of(TOPICS.interactions).map(({ id }) => id.replace('default/', ''));
    expect(await undoImport(log, 'wrong')).toMatchObject({ events: 2, users: 1, itemsRestored: 0, itemsGone: 1 });
    expect(log.of(TOPICS.interactions).map(retractionOf)).toEqual([
      { tenantId: 'default', userId: 'u1', importId: 'wrong', eventIds: ids },
    ]);
    expect(log.of(TOPICS.users).map(retractionOf)).toEqual([
      undefined,
      {
        ...{ tenantId: 'default', userId: 'u1', importId: 'wrong', eventIds: [] },
        features: { version: 3, before: { version: 2, features: { plan: 'basic' } } },
      },
    ]);
    expect(changes(log)).toEqual([
      ['upsert', 'i1'],
      ['delete', 'i1'],
    ]);
    // Again, as after a crash: nothing is left to take back.
    expect(await undoImport(log, 'wrong')).toMatchObject({ events: 0, users: 0, itemsGone: 0 });
  });

  it('does the same if it is killed at any step, and called again', async () => {
    const undone = async (left: number) => {
      const log = new PlainLog();
      const older = { items: [{ item_id: 'i1', title: 'Zero', version: 5 }], events: [FILES.events[0]!] };
      await bring(log, 'before', older as never);
      await bring(log, 'wrong', FILES);
      await bring(log, 'later', { items: [{ item_id: 'i1', title: 'Later', version: 2e12 }] as never });
      log.left = left;
      const isKilled = await undoImport(log, 'wrong').then(
        () => false,
        () => true,
      );
      log.left = Number.POSITIVE_INFINITY;
      if (isKilled) await undoImport(log, 'wrong');
      await undoImport(log, 'later');
      const last = new Map(log.of(TOPICS.catalog).map(({ key, value }) => [key, CatalogChange.decode(value).change]));
      const retracted = log.of(TOPICS.interactions).flatMap((message) => retractionOf(message)?.eventIds ?? []);
      return {
        isKilled,
        left: {
          last,
          retracted: new Set(retracted),
          events: log.of(TOPICS.interactions).filter((message) => !retractionOf(message)),
          users: log.of(TOPICS.users).filter((message) => !retractionOf(message)),
        },
      };
    };
    const calm = await undone(Number.POSITIVE_INFINITY);
    expect(calm.left.last.get('default/i1')).toMatchObject({ value: { title: 'Zero' } });
    expect([calm.left.events.length, calm.left.retracted.size]).toEqual([1, 1]);
    let kills = 0;
    for (let killed = true; killed; kills++) {
      const { isKilled, left } = await undone(kills);
      killed = isKilled;
      expect({ ...left, last: undefined }).toEqual({ ...calm.left, last: undefined });
      expect(left.last.get('default/i1')).toMatchObject({ $case: 'upsert', value: { title: 'Zero' } });
    }
    expect(kills).toBeGreaterThan(5);
  });
});
