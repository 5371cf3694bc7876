import { loadVocabulary, VOCABULARIES } from './vocabulary.js';

/** For a catalogue that no other vocabulary fits. */
const GENERAL_VOCABULARY = 'general';

/** So many of the products must have a word of the vocabulary, and so many times as many as of the next one. */
const LEAST_SHARE = 0.4;
const LEAST_LEAD = 2;
/** Words of the longest name of a kind of product that is looked for. */
const MOST_WORDS = 3;

interface VocabularyChoice {
  /** One of `VOCABULARIES`. */
  name: string;
  /** The share of the products that have a word of it. */
  share: number;
}

/**
 * The vocabulary that ships whose kinds of products most of the texts name, if it leads clearly; else the general one. Words of its kinds
 * are English: another language gets the general one.
 * @param texts Of a product each, such as its title and categories
 */
export async function chooseVocabulary(texts: readonly string[]): Promise<VocabularyChoice> {
  const products = texts.map(phrasesOf);
  const choices: VocabularyChoice[] = [];
  for (const name of VOCABULARIES.keys()) {
    if (name === GENERAL_VOCABULARY) continue;
    const kinds = await kindsOf(name);
    const named = products.filter((phrases) => phrases.some((phrase) => kinds.has(phrase))).length;
    choices.push({ name, share: named / Math.max(1, products.length) });
  }
  const [first, second] = choices.sort((a, b) => b.share - a.share) as [VocabularyChoice, VocabularyChoice];
  const leads = first.share >= LEAST_SHARE && first.share >= LEAST_LEAD * second.share;
  return leads ? first : { name: GENERAL_VOCABULARY, share: first.share };
}

/** Names and synonyms of its kinds of products. */
async function kindsOf(name: string): Promise<Set<string>> {
  const { attributes } = await loadVocabulary(name);
  const kinds = attributes.find((attribute) => attribute.name === 'product_kind')!;
  const names = kinds.values.flatMap(({ value, synonyms }) => [value.replaceAll('_', ' '), ...synonyms]);
  return new Set(names.map((text) => wordsOf(text).join(' ')));
}

/** In lower case, and singular as far as an ending tells. */
const wordsOf = (text: string): string[] =>
  (text.toLowerCase().match(/\p{L}+/gu) ?? []).map((word) => (word.length > 3 ? word.replace(/s$/, '') : word));

function phrasesOf(text: string): string[] {
  const words = wordsOf(text);
  return words.flatMap((_, at) =>
    Array.from({ length: Math.min(MOST_WORDS, words.length - at) }, (__, more) =>
      words.slice(at, at + more + 1).join(' '),
    ),
  );
}
