import { describe, expect, it } from 'vitest';
import { electronicsTexts } from './testing/vocabulary-texts/electronics.js';
import { fashionTexts } from './testing/vocabulary-texts/fashion.js';
import { homeTexts } from './testing/vocabulary-texts/home.js';
import { TextRules } from './text-rules.js';
import { loadVocabulary, termOf, VOCABULARIES } from './vocabulary.js';

/** Whether a pattern of the vocabulary matches, as `TextRules` reads it. */
const matches = (source: string, text: string): boolean => new RegExp(source, 'iu').test(text);

describe.each([...VOCABULARIES.keys()])('the vocabulary %s', async (name) => {
  const { attributes, version } = await loadVocabulary(name);

  it('has its name, and its attributes have the descriptions of other vocabularies that ship', async () => {
    expect(version).toMatch(new RegExp(`^${name}\\.v1@`));
    for (const other of await Promise.all([...VOCABULARIES.keys()].map(loadVocabulary))) {
      for (const shared of ['audience', 'colour', 'occasion', 'packaging', 'power_source', 'brand_tier']) {
        const [mine, theirs] = [attributes, other.attributes].map((all) => all.find((one) => one.name === shared));
        if (mine && theirs) expect(mine.description).toBe(theirs.description);
      }
    }
  });

  it('has rules for every value of every attribute but product_kind, which is guessed', () => {
    const silent = attributes.filter(({ values }) => values.some(({ rules }) => rules.length === 0));
    expect(silent.map((attribute) => attribute.name)).toEqual(['product_kind']);
  });

  it('has a value that others have with the same rules and synonyms, wherever its attribute means the same', async () => {
    if (name !== 'general') return;
    const others = (await Promise.all(['grocery', 'fashion', 'electronics', 'home'].map(loadVocabulary))).flatMap(
      (other) => other.attributes,
    );
    for (const attribute of attributes.filter((one) => one.name !== 'product_kind')) {
      const known = others.filter((one) => one.name === attribute.name).flatMap(({ values }) => values);
      for (const value of attribute.values) expect(known).toContainEqual(value);
    }
  });

  it('has no two values with an equal rule', () => {
    const rules = attributes.flatMap(({ values }) => values.flatMap((value) => value.rules));
    expect(rules.filter((rule, index) => rules.indexOf(rule) !== index)).toEqual([]);
  });
});

describe.each([
  ['fashion', fashionTexts],
  ['electronics', electronicsTexts],
  ['home', homeTexts],
])('the rules and synonyms of the vocabulary %s', async (name, texts) => {
  const vocabulary = await loadVocabulary(name);
  const rules = new TextRules(vocabulary);
  const termsOf = new Map(Object.entries(texts).map(([text, terms]) => [text, terms.split(' ').filter(Boolean)]));
  const values = vocabulary.attributes.flatMap((attribute) =>
    attribute.values.map((value) => ({
      ...value,
      attribute: attribute.name,
      term: termOf(attribute.name, value.value),
    })),
  );

  it.each([...termsOf])('reads facts off "%s"', (text, terms) => {
    expect(rules.facts(text).sort()).toEqual(terms.toSorted());
  });

  it('has an example text for each rule', () => {
    const untested = values.flatMap(({ term, rules }) =>
      rules.filter((rule) => ![...termsOf].some(([text, terms]) => terms.includes(term) && matches(rule, text))),
    );
    expect(untested).toEqual([]);
  });

  it('has, for each passage that rules ignore, a text that is no example only because of it', () => {
    const untested = values.flatMap(({ term, rules, unless }) =>
      unless.filter(
        (trap) =>
          ![...termsOf].some(
            ([text, terms]) =>
              !terms.includes(term) && matches(trap, text) && rules.some((rule) => matches(rule, text)),
          ),
      ),
    );
    expect(untested).toEqual([]);
  });

  it('takes every name and synonym for its own term, with and without the attribute', () => {
    for (const { attribute, term, value, synonyms } of values) {
      for (const word of [value, ...synonyms]) expect(vocabulary.normalize(`${attribute}:${word}`)).toBe(term);
      for (const synonym of synonyms) expect(vocabulary.normalize(synonym)).toBe(term);
    }
  });
});
