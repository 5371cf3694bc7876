import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { REASON_ARGUMENTS, type ReasonCode } from '../reason-codes.js';
import { de } from './de.js';
import { en } from './en.js';
import { REASON_LANGUAGES, reasonLanguage, reasonText } from './reason-text.js';

const CODES = Object.keys(REASON_ARGUMENTS) as ReasonCode[];
const named = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!).sort();

describe('the catalogue of reasons', () => {
  it.each(CODES)('has %s in every language, with the same arguments', (code) => {
    expect(named(de[code])).toEqual(named(en[code]));
    // The id is for programs.
    expect(named(en[code])).toEqual(REASON_ARGUMENTS[code].filter((name) => name !== 'item_id').sort());
  });

  it('stands in docs/reference/answer.md, with its arguments', () => {
    const page = readFileSync(new URL('../../../../../docs/reference/answer.md', import.meta.url), 'utf8');
    for (const code of CODES) {
      const [, cell = '', sentence] =
        new RegExp(`^\\| \`${code}\` +\\|([^|]*)\\| ([^|]*?) *\\|$`, 'm').exec(page) ?? [];
      expect([...cell.matchAll(/`(\w+)`/g)].map(([, name]) => name)).toEqual(REASON_ARGUMENTS[code]);
      expect(sentence).toBe(en[code]);
    }
  });

  it('says a reason differently in each language', () => {
    const reason = { code: 'BOUGHT_OFTEN', arguments: { times: '2', date: '2017-11-03' } } as const;
    expect(REASON_LANGUAGES.map((language) => reasonText(reason, language))).toEqual([
      'You bought this 2 times, last on 3 Nov 2017',
      '2-mal von Ihnen gekauft, zuletzt am 3. Nov. 2017',
    ]);
  });

  it('takes an argument as it is, whatever is in it', () => {
    const reason = { code: 'SIMILAR_TO', arguments: { title: '{title} $& {date}' } } as const;
    expect(reasonText(reason, 'de')).toBe('Ähnlich wie {title} $& {date}');
  });
});

describe('reasonLanguage', () => {
  it.each([
    ['de', 'de'],
    ['de-AT', 'de'],
    ['DE-Latn-CH', 'de'],
    ['en-US', 'en'],
    ['fr', 'en'],
    ['', 'en'],
    ['den', 'en'],
    ['constructor', 'en'],
  ])('is of the tag %s: %s', (tag, language) => {
    expect(reasonLanguage(tag)).toBe(language);
  });
});
