import type { EmbeddedText, Tagger, TagResult, TextEmbedder } from './port.js';
import { TextRules } from './text-rules.js';
import { termOf, type Vocabulary } from './vocabulary.js';

interface GuessedAttribute {
  terms: string[];
  /** Unit vectors of "value: description". */
  vectors: Float32Array[];
  minSimilarity: number;
  margin: number;
}

/**
 * A tagger without a model of its own: gives the facts that rules find in a text, and for each attribute with `zeroShot` the
 * value whose description is nearest to the text, if it is near enough and clearly the nearest. A second guess for an
 * attribute is mostly noise, so there is none.
 */
export class ZeroShotTagger implements Tagger {
  readonly name: string;
  readonly vocabularyVersion: string;
  readonly #rules: TextRules;

  private constructor(
    private readonly embedder: TextEmbedder,
    vocabulary: Vocabulary,
    private readonly guessed: GuessedAttribute[],
  ) {
    this.name = `zero-shot.v1/${embedder.name}`;
    this.vocabularyVersion = vocabulary.version;
    this.#rules = new TextRules(vocabulary);
  }

  /** Embeds the vocabulary. The caller keeps the embedder. */
  static async create(embedder: TextEmbedder, vocabulary: Vocabulary): Promise<ZeroShotTagger> {
    const guessed: GuessedAttribute[] = [];
    for (const { name, zeroShot, values } of vocabulary.attributes) {
      if (!zeroShot) continue;
      const texts = values.map(({ value, description }) => `${value.replaceAll('_', ' ')}: ${description}`);
      guessed.push({
        ...zeroShot,
        terms: values.map(({ value }) => termOf(name, value)),
        vectors: await embedder.embed(texts),
      });
    }
    return new ZeroShotTagger(embedder, vocabulary, guessed);
  }

  async tag(products: readonly EmbeddedText[], signal?: AbortSignal): Promise<TagResult[]> {
    const vectors = await this.#vectors(products, signal);
    return products.map(({ text }, index) => {
      const tags = new Set(this.#rules.facts(text));
      for (const attribute of this.guessed) {
        const term = nearestTerm(attribute, vectors[index]!);
        if (term !== undefined) tags.add(term);
      }
      return { tags: [...tags].sort(), rejected: [] };
    });
  }

  /** Given vectors, if this tagger's embedder made them; the others are computed now. */
  async #vectors(products: readonly EmbeddedText[], signal?: AbortSignal): Promise<Float32Array[]> {
    const vectors = products.map(({ embedding }) =>
      embedding?.model === this.embedder.name ? embedding.vector : undefined,
    );
    const missing = products.filter((_, index) => vectors[index] === undefined);
    const made =
      missing.length > 0
        ? await this.embedder.embed(
            missing.map(({ text }) => text),
            signal,
          )
        : [];
    let next = 0;
    return vectors.map((vector) => vector ?? made[next++]!);
  }
}

function nearestTerm(attribute: GuessedAttribute, vector: Float32Array): string | undefined {
  let [best, second, nearest] = [-Infinity, -Infinity, 0];
  for (let row = 0; row < attribute.terms.length; row++) {
    const likeness = cosine(attribute.vectors[row]!, vector);
    if (likeness > best) [second, best, nearest] = [best, likeness, row];
    else if (likeness > second) second = likeness;
  }
  const clear = attribute.terms.length === 1 || best - second >= attribute.margin;
  return best >= attribute.minSimilarity && clear ? attribute.terms[nearest] : undefined;
}

/** Cosine of unit vectors. */
function cosine(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let d = 0; d < a.length; d++) sum += a[d]! * b[d]!;
  return sum;
}
