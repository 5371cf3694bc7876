import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { TextRules } from './text-rules.js';
import { loadVocabulary, parseVocabulary } from './vocabulary.js';

const file = (values: unknown[], more: object = {}) => ({
  name: 'test',
  version: 1,
  attributes: [{ name: 'diet', description: 'Facts', values, ...more }],
});
const value = (name: string, more: object = {}) => ({ value: name, description: name, ...more });

describe('Vocabulary', () => {
  it('normalizes case, separators and synonyms', () => {
    const vocabulary = parseVocabulary(file([value('gluten_free', { synonyms: ['free from gluten'] })]));
    for (const answer of ['diet:gluten_free', 'Diet: Gluten-Free', 'gluten free', 'FREE FROM GLUTEN']) {
      expect(vocabulary.normalize(answer)).toBe('diet:gluten_free');
    }
  });

  it('knows no other words, and no ambiguous ones', () => {
    const vocabulary = parseVocabulary({
      ...file([value('vegan')]),
      attributes: [
        { name: 'diet', description: 'd', values: [value('fish', { synonyms: ['tuna'] })] },
        { name: 'kind', description: 'k', values: [value('fish'), value('can', { synonyms: ['diet'] })] },
      ],
    });
    expect(vocabulary.normalize('fish')).toBeUndefined();
    expect(vocabulary.normalize('kind:fish')).toBe('kind:fish');
    expect(vocabulary.normalize('kind:tuna')).toBeUndefined();
    expect(vocabulary.normalize('toString')).toBeUndefined();
    expect(vocabulary.normalize('')).toBeUndefined();
  });

  it.each([
    ['glutenfree', 'diet:gluten_free'],
    ['diet:gluten_fre', 'diet:gluten_free'],
    ['diet:lgluten free', undefined],
    ['Diets: Gluten Free', 'diet:gluten_free'],
    ['diets:glutenfree', undefined],
    ['organci', 'diet:organic'],
    ['inorganic', undefined],
    ['Biscuit', 'kind:cookies'],
    ['cookie', 'kind:cookies'],
    ['chops', undefined],
    ['kind:beet', undefined],
    ['fatfree', 'diet:fat_free'],
    ['salt free', undefined],
    ['kind:crisp', 'kind:chips'],
  ])('takes "%s" for %s', (answer, term) => {
    const vocabulary = parseVocabulary({
      ...file([value('gluten_free'), value('organic'), value('fat_free')]),
      attributes: [
        { name: 'diet', description: 'd', values: [value('gluten_free'), value('organic'), value('fat_free')] },
        {
          name: 'kind',
          description: 'k',
          values: [value('cookies', { synonyms: ['biscuits'] }), value('chips', { was: ['crisps'] }), value('beef')],
        },
      ],
    });
    expect(vocabulary.normalize(answer)).toBe(term);
    expect(vocabulary.normalize(answer)).toBe(term);
  });

  it('rejects a near miss that fits two terms', () => {
    const vocabulary = parseVocabulary(file([value('flavour_a1'), value('flavour_a2')]));
    expect(vocabulary.normalize('flavour a3')).toBeUndefined();
    expect(vocabulary.normalize('flavour a1')).toBe('diet:flavour_a1');
  });

  it('has a version that changes with its content', () => {
    const a = parseVocabulary(file([value('vegan')]));
    const b = parseVocabulary(file([value('vegan'), value('halal')]));
    expect(a.version).toMatch(/^test\.v1@[0-9a-f]{12}$/);
    expect(b.version).not.toBe(a.version);
    expect(parseVocabulary(file([value('vegan', { synonyms: [] })])).version).toBe(a.version);
  });

  it.each([
    ['a value twice', file([value('vegan'), value('vegan')]), 'attributes[0].values[1].value'],
    ['a broken pattern', file([value('vegan', { rules: ['('] })]), 'attributes[0].values[0].rules[0]'],
    ['a name in capitals', file([value('Vegan')]), 'attributes[0].values[0].value'],
    ['no values', file([]), 'attributes[0].values'],
    ['an unknown key', file([value('vegan', { color: 'red' })]), 'attributes[0].values[0]'],
    ['no description', file([{ value: 'vegan' }]), 'attributes[0].values[0].description'],
  ])('refuses %s with its path', (_, content, field) => {
    expect(() => parseVocabulary(content)).toThrow(expect.objectContaining({ code: 'STARS_CONFIG_INVALID', field }));
  });

  it('names the file that is missing or not JSON', async () => {
    await expect(loadVocabulary('fashon')).rejects.toMatchObject({
      code: 'STARS_NOT_FOUND',
      message: expect.stringContaining('grocery, fashion, electronics, home'),
    });
    const path = join(await mkdtemp(join(tmpdir(), 'vocabulary-')), 'broken.json');
    await writeFile(path, '{');
    await expect(loadVocabulary(path)).rejects.toMatchObject({ code: 'STARS_CONFIG_INVALID' });
  });

  it('ships a grocery vocabulary whose every name normalizes to itself', async () => {
    const vocabulary = await loadVocabulary('grocery');
    expect(vocabulary.version).toMatch(/^grocery\.v1@/);
    expect(vocabulary.terms.length).toBeGreaterThan(100);
    for (const term of vocabulary.terms) expect(vocabulary.normalize(term)).toBe(term);
  });
});

describe('the rules of the grocery vocabulary', () => {
  it.each([
    ['Organic gluten-free bread', ['diet:gluten_free', 'diet:organic']],
    ['FRZN VEGETABLES', ['storage:frozen']],
    ['Sugar free gum', ['diet:sugar_free']],
    ['Unsweetened almond drink, vegan', ['diet:sugar_free', 'diet:vegan']],
    ['Hot dogs', ['cuisine:american']],
    ['DOG FOODS', ['audience:dog']],
    ['Baby carrots', []],
    ['Root beer', []],
    ['Air freshener', []],
  ])('reads facts off "%s"', async (text, expected) => {
    const facts = new TextRules(await loadVocabulary('grocery')).facts(text);
    expect(facts.sort()).toEqual(expected);
  });
});
