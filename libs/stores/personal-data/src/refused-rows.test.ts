import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { refusedRows } from './refused-rows.js';

describe('rows that imports refused', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'stars-refused-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const write = (kind: string, ...rejects: object[]): void =>
    writeFileSync(join(folder, `rejects-${kind}.jsonl`), rejects.map((each) => `${JSON.stringify(each)}\n`).join(''));
  const rowsOf = async (userId: string, tenant = 'default') =>
    (await refusedRows(folder, tenant, userId)).map(({ content }) => content['raw']);

  it('are those of the user, and of nobody whose row has the id in another cell', async () => {
    const ofUser = '1,i,purchase,2024-01-01T00:00:00Z,many';
    const ofAnother = '42,i,purchase,no time,1';
    const short = '1,i';
    write(
      'events',
      { user_id: '1', raw: ofUser },
      { user_id: '42', raw: ofAnother },
      { tenant_id: 'others', user_id: '1', raw: 'others,1' },
      { raw: short },
    );
    write('items', { raw: '1,,many' });
    expect(await rowsOf('1')).toEqual([ofUser, short]);
    expect(await rowsOf('42')).toEqual([ofAnother]);
    expect(await rowsOf('1', 'others')).toEqual(['others,1']);
  });

  it('do not end an export with a line that is being written', async () => {
    write('events', { user_id: 'u', raw: 'u,i,view,no time' });
    writeFileSync(join(folder, 'rejects-events.jsonl'), '{"user_id":"u","raw":"u,', { flag: 'a' });
    expect(await rowsOf('u')).toEqual(['u,i,view,no time']);
  });
});
