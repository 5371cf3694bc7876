import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { CollectingSink } from '../testing/collecting-sink.js';
import { EVENT, type ImportedFiles, ImportFolder, jsonl } from './import-folder.fixture.js';

const folder = new ImportFolder();

describe('importFiles, unusable files', () => {
  const failing = async (files: ImportedFiles) => {
    const sink = new CollectingSink();
    const error = await folder.run(sink, files).then(
      () => undefined,
      (reason: unknown) => reason as { code: string; message: string; field?: string },
    );
    return { error, sink };
  };

  it('names the missing columns before anything is imported', async () => {
    const items = await folder.put('i.jsonl', jsonl({ item_id: 'a', title: 'A' }));
    const { error, sink } = await failing({
      items,
      events: await folder.put('e.csv', 'who,item_id,kind\n1,2,view\n'),
    });
    expect(error).toMatchObject({ code: 'STARS_FIELD_REQUIRED', field: 'user_id' });
    expect(error?.message).toMatch(/no column user_id, time.*columns are: who, item_id, kind; .*--map user_id=COLUMN/);
    expect(sink.batches).toEqual([]);
  });

  it('gives the reason why each cannot be read', async () => {
    const code = async (path: string) => (await failing({ events: path })).error?.code;
    const whole = gzipSync(jsonl(...Array.from({ length: 100 }, (_, i) => ({ ...EVENT, item_id: `i${i}` }))));
    const bad = {
      absent: join(folder.path, 'absent.jsonl'),
      folder: folder.path,
      unknown: await folder.put('e.xlsx', 'x'),
      cut: await folder.put('cut.jsonl.gz', whole.subarray(0, -20)),
      zipped: await folder.put('zipped.jsonl', whole),
      binary: await folder.put('b.csv', Buffer.from([1, 0, 2, 0])),
      fake: await folder.put('fake.parquet', 'this is not Parquet'),
      emptyParquet: await folder.put('empty.parquet', ''),
    };
    for (const [name, path] of Object.entries(bad))
      expect([name, await code(path)]).toEqual([name, 'STARS_UNREADABLE_FILE']);
  });
});
