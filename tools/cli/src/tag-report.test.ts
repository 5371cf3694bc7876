import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseVocabulary, TextCache, textHash } from '@stars/text';
import { describe, expect, it } from 'vitest';
import { makeDataFolder } from './data-folder.js';
import { renderTagReport, tagReport } from './tag-report.js';

const now = new Date('2026-11-25T10:00:00Z');

function folderWithVocabularies() {
  const root = mkdtempSync(join(tmpdir(), 'stars-tags-'));
  const file = (name: string, values: object[]) => {
    const content = { name: 'test', version: 1, attributes: [{ name: 'diet', description: 'd', values }] };
    writeFileSync(join(root, name), JSON.stringify(content));
    return { path: join(root, name), version: parseVocabulary(content).version };
  };
  const vegan = { value: 'vegan', description: 'v' };
  const current = file('one.json', [vegan]);
  const proposed = file('two.json', [vegan, { value: 'palaeo', description: 'p', synonyms: ['paleo'] }]);
  return { folder: makeDataFolder(join(root, 'data')), current, proposed };
}

describe('the report on tags', () => {
  it('counts rejected words by text, and says which a proposed vocabulary would know', async () => {
    const { folder, current, proposed } = folderWithVocabularies();
    const cache = TextCache.open(join(folder.cache, 'text.db'));
    const put = (tagger: string, text: string, rejected: string[]) =>
      cache.putTags(tagger, current.version, new Map([[textHash(text), { tags: [], rejected }]]));
    put('a', 'bread', ['diet:paleo', 'new\u0007\n']);
    put('a', 'milk', ['diet:paleo']);
    put('b', 'milk', ['diet:paleo', 'x']);
    put('a', 'other', []);
    cache.addSpending('2026-11-25', { requests: 3, inputTokens: 1200, outputTokens: 50 });
    cache.close();
    const report = await tagReport(folder, { vocabulary: current.path, proposed: proposed.path, limit: 10, now });
    expect(report).toEqual({
      vocabulary: current.version,
      proposed: proposed.version,
      rejected: [
        { value: 'diet:paleo', texts: 2, taggers: ['a', 'b'], term: 'diet:palaeo' },
        { value: 'new\u0007\n', texts: 1, taggers: ['a'] },
        { value: 'x', texts: 1, taggers: ['b'] },
      ],
      spentToday: { requests: 3, inputTokens: 1200, outputTokens: 50 },
    });
    const rendered = renderTagReport(report);
    expect(rendered).toMatch(/^diet:paleo +2 +diet:palaeo +a, b$/m);
    expect(rendered).toContain('new\\u0007 ');
    expect(rendered).toContain('3 requests, 1,200 input and 50 output tokens');
    expect((await tagReport(folder, { vocabulary: current.path, limit: 1, now })).rejected).toHaveLength(1);
  });

  it('is empty if nothing was tagged yet', async () => {
    const { folder, current } = folderWithVocabularies();
    const report = await tagReport(folder, { vocabulary: current.path, limit: 10, now });
    expect(report.rejected).toEqual([]);
    expect(renderTagReport(report)).toContain('No tags were rejected.');
  });
});
