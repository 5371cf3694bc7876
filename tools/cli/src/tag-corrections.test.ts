import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseVocabulary } from '@stars/text';
import { describe, expect, it } from 'vitest';
import { makeDataFolder } from './data-folder.js';
import { withBus } from './open-bus.js';
import { correctionsInForce, publishCorrections, readCorrections, renderCorrections } from './tag-corrections.js';

const now = new Date('2026-11-25T10:00:00Z');
const root = mkdtempSync(join(tmpdir(), 'stars-corrections-'));
const vocabulary = parseVocabulary({
  name: 'test',
  version: 1,
  attributes: [
    { name: 'diet', description: 'd', values: ['vegan', 'dairy'].map((value) => ({ value, description: 'd' })) },
  ],
});

function fileOf(...lines: (object | string)[]): string {
  const path = join(root, 'corrections.jsonl');
  writeFileSync(path, lines.map((line) => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`).join(''));
  return path;
}

describe('a file of corrections', () => {
  it('is read in the vocabulary’s terms, each line later than the one before', async () => {
    const read = await readCorrections(
      fileOf({ item_id: 'a', add: ['Vegan'], remove: ['diet: Dairy'] }, '', {
        item_id: 'a',
        withdrawn: true,
        version: 7,
      }),
      vocabulary,
      now,
    );
    expect(read).toMatchObject([
      { itemId: 'a', add: ['diet:vegan'], remove: ['diet:dairy'], version: now.getTime() * 1000 },
      { itemId: 'a', withdrawn: true, version: 7 },
    ]);
  });

  it.each<[string, object | string, string, string]>([
    ['no JSON', '{', 'STARS_INVALID_FIELD', 'lines[2]'],
    ['no item', { add: ['vegan'] }, 'STARS_FIELD_REQUIRED', 'lines[2].item_id'],
    ['no change', { item_id: 'a' }, 'STARS_FIELD_REQUIRED', 'lines[2].add'],
    [
      'a term of no vocabulary',
      { item_id: 'a', remove: ['vegan', 'tasty'] },
      'STARS_INVALID_FIELD',
      'lines[2].remove[1]',
    ],
    [
      'a term that is both added and removed',
      { item_id: 'a', add: ['vegan'], remove: ['vegan'] },
      'STARS_INVALID_FIELD',
      'lines[2].remove[0]',
    ],
    ['an unknown column', { item_id: 'a', tags: ['vegan'] }, 'STARS_INVALID_FIELD', 'lines[2].tags'],
    [
      'a withdrawal that adds',
      { item_id: 'a', add: ['x'], withdrawn: true },
      'STARS_INVALID_FIELD',
      'lines[2].withdrawn',
    ],
  ])('with %s is refused, and the error names the line', async (_, line, code, field) => {
    const path = fileOf({ item_id: 'a', add: ['vegan'] }, line);
    await expect(readCorrections(path, vocabulary, now)).rejects.toMatchObject({ code, field });
  });

  it('says which file is missing', async () => {
    await expect(readCorrections(join(root, 'none'), vocabulary, now)).rejects.toMatchObject({
      code: 'STARS_UNREADABLE_FILE',
    });
  });

  it('is in force from when it is on the bus until it is withdrawn', async () => {
    const folder = makeDataFolder(join(root, 'data'));
    const lines = [
      { item_id: 'b', add: ['vegan'] },
      { item_id: 'a', remove: ['dairy'] },
    ];
    const read = await readCorrections(fileOf(...lines), vocabulary, now);
    await withBus(folder, async (bus) => {
      expect(await publishCorrections(bus, read)).toBe(2);
      expect((await correctionsInForce(bus)).map(({ itemId }) => itemId)).toEqual(['a', 'b']);
      const later = await readCorrections(fileOf({ item_id: 'b', withdrawn: true }), vocabulary, new Date(+now + 1));
      await publishCorrections(bus, later);
      expect(renderCorrections(await correctionsInForce(bus))).toMatch(/^default +a +diet:dairy$/m);
    });
  });
});
