import { isStarsError } from '@stars/errors';
import { entryOf, type Logger } from '@stars/platform';
import { type LikenessFloor, seenFloors } from './likeness-floors.js';
import type { EmbeddedText, ReadTags, Tagger, TextEmbedder } from './port.js';
import { termVectors } from './term-likeness.js';
import type { TextCache } from './text-cache.js';
import { parseVocabulary, type Vocabulary } from './vocabulary.js';
import { VocabularyRevision } from './vocabulary-revision.js';

export interface TagRevisionsOptions {
  cache: TextCache;
  embedder: TextEmbedder;
  tagger: Tagger;
  vocabulary: Vocabulary;
  logger?: Logger;
}

/** Number of earlier vocabularies that are checked for tags of a text. */
const MOST_REVISIONS = 5;
/** Texts used to estimate how near a text must be to a term. */
const SAMPLE = 2000;

/** Carries tags over from earlier versions of the vocabulary, if the texts need no new reading. */
export class TagRevisions {
  readonly #earlier: Vocabulary[];
  readonly #revisions = new Map<string, Promise<VocabularyRevision>>();

  constructor(private readonly options: TagRevisionsOptions) {
    const { cache, vocabulary, tagger, embedder } = options;
    // A tagger that guesses by stored vectors reads a text again as fast as a text is compared with the new terms.
    const isFast = tagger.guessesBy === embedder.name;
    const known = isFast ? [] : cache.getVocabularies().filter(({ version }) => version !== vocabulary.version);
    this.#earlier = known.slice(0, MOST_REVISIONS).flatMap(({ version, content }) => parsed(version, content));
    cache.putVocabulary(vocabulary.version, JSON.stringify(vocabulary.file));
  }

  /** By hash, the tags of the texts that keep them. */
  async carryOver(products: readonly EmbeddedText[]): Promise<Map<string, ReadTags>> {
    const { cache, tagger } = this.options;
    const carried = new Map<string, ReadTags>();
    let left = products;
    for (const earlier of this.#earlier) {
      if (left.length === 0) break;
      const before = cache.getTags(
        tagger.name,
        earlier.version,
        left.map(({ hash }) => hash),
      );
      if (before.size === 0) continue;
      const revision = await this.#revisionFrom(earlier);
      for (const product of left) {
        const tags = before.get(product.hash);
        const revised = tags && revision.revise(product, tags);
        if (revised) carried.set(product.hash, revised);
      }
      left = left.filter(({ hash }) => !before.has(hash));
    }
    return carried;
  }

  #revisionFrom(earlier: Vocabulary): Promise<VocabularyRevision> {
    return entryOf(this.#revisions, earlier.version, () => {
      const made = this.#revise(earlier);
      // An unavailable embedder may be available next time.
      made.catch(() => this.#revisions.delete(earlier.version));
      return made;
    });
  }

  async #revise(earlier: Vocabulary): Promise<VocabularyRevision> {
    const { embedder, vocabulary, logger } = this.options;
    const revision = await VocabularyRevision.create(earlier, vocabulary, await this.#floorsOf(earlier), embedder);
    logger?.info(revision.summary, 'tags of an earlier vocabulary are carried over where they can be');
    return revision;
  }

  async #floorsOf(earlier: Vocabulary): Promise<LikenessFloor> {
    const { cache, embedder, tagger } = this.options;
    const sample = cache.sampleTags(tagger.name, earlier.version, SAMPLE);
    const vectors = cache.getEmbeddings(
      embedder.name,
      sample.map(({ hash }) => hash),
    );
    const read = sample.flatMap(({ hash, tags }) => {
      const vector = vectors.get(hash);
      return vector ? [{ vector, tags }] : [];
    });
    return seenFloors(read, await termVectors(earlier, embedder));
  }
}

/** Undefined if this release does not know the file's format: its texts are read again. */
function parsed(version: string, content: string): Vocabulary[] {
  try {
    const vocabulary = parseVocabulary(JSON.parse(content));
    return vocabulary.version === version ? [vocabulary] : [];
  } catch (error) {
    if (isStarsError(error) || error instanceof SyntaxError) return [];
    throw error;
  }
}
