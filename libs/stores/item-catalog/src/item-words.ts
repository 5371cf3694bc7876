import type { CatalogItem } from '@stars/contracts';

/** Words of a query that count. */
const MOST_WORDS = 32;
/** UTF-16 units of an item's text: what describes a product stands at the beginning. */
const MOST_UNITS = 4_000;
/** A word of the title counts as often as so many in the rest. */
const TITLE_WEIGHT = 3;

/** Scripts that write no spaces between words. */
const UNSPACED = '[\\p{sc=Han}\\p{sc=Hira}\\p{sc=Kana}\\p{sc=Thai}\\p{sc=Lao}\\p{sc=Khmr}\\p{sc=Mymr}]';
const WORD = new RegExp(`${UNSPACED}[${UNSPACED.slice(1, -1)}\\p{M}]*|(?:(?!${UNSPACED})[\\p{L}\\p{N}\\p{M}])+`, 'gu');
const IS_UNSPACED = new RegExp(`^${UNSPACED}`, 'u');

/**
 * The words of a text as every catalogue compares them: lower case, without accents and without the `s` of a plural. Texts without
 * spaces between words are pairs of characters that follow each other.
 */
export function wordsOf(text: string): string[] {
  const plain = text
    .normalize('NFKD')
    .replaceAll(/[\u0300-\u036f]/g, '')
    .toLowerCase();
  return (plain.match(WORD) ?? []).flatMap((word) => (IS_UNSPACED.test(word) ? pairsOf(word) : withoutPlural(word)));
}

/** The distinct words of a query. */
export const queryWords = (query: string): string[] => [...new Set(wordsOf(query))].slice(0, MOST_WORDS);

/** What a search compares with a query: all of it that a shopper reads. */
export function itemText({ title, brand, category, attributes, description }: CatalogItem): string {
  const texts = Object.values(attributes ?? {})
    .flat()
    .filter((value) => typeof value === 'string');
  const rest = [brand, ...category, ...texts, description].join('\n');
  return `${`${title}\n`.repeat(TITLE_WEIGHT)}${rest}`.slice(0, MOST_UNITS);
}

/** The words of an item, with one space between them. */
export const itemWords = (item: CatalogItem): string => wordsOf(itemText(item)).join(' ');

const withoutPlural = (word: string): string => (/^[a-z]{3,}[^s\d]s$/.test(word) ? word.slice(0, -1) : word);

function pairsOf(word: string): string[] {
  const characters = Array.from(word);
  if (characters.length === 1) return characters;
  return characters.slice(1).map((character, index) => characters[index]! + character);
}
