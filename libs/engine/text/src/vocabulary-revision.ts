import type { LikenessFloor } from './likeness-floors.js';
import type { EmbeddedText, ReadTags, TextEmbedder } from './port.js';
import { cosine, TermMentions, termVectors } from './term-likeness.js';
import type { Vocabulary } from './vocabulary.js';
import { compareVocabularies, type VocabularyDiff } from './vocabulary-diff.js';

/**
 * The effect of a new version of a vocabulary on texts that were read with an earlier one: most keep their tags, some under
 * other names, and those that a new, changed or removed term may concern are read again.
 */
export class VocabularyRevision {
  readonly #diff: VocabularyDiff;
  readonly #mentions: TermMentions;
  /** Vectors of terms that were added or changed, with the least cosine at which a text may be about them. */
  readonly #near: { vector: Float32Array; floor: number }[];

  private constructor(
    private readonly from: Vocabulary,
    private readonly to: Vocabulary,
    diff: VocabularyDiff,
    near: { vector: Float32Array; floor: number }[],
  ) {
    this.#diff = diff;
    this.#mentions = new TermMentions(to, diff.touched);
    this.#near = near;
  }

  /** @param floorOf of the tagger that read them */
  static async create(
    from: Vocabulary,
    to: Vocabulary,
    floorOf: LikenessFloor,
    embedder: TextEmbedder,
  ): Promise<VocabularyRevision> {
    const diff = compareVocabularies(from, to);
    const touched = await termVectors(to, embedder, diff.touched);
    const near = [...touched].map(([term, vector]) => ({ vector, floor: floorOf(term) }));
    return new VocabularyRevision(from, to, diff, near);
  }

  /** The text's tags under the later vocabulary, or undefined where it must be read again. */
  revise(product: EmbeddedText, before: ReadTags): ReadTags | undefined {
    const { renamed, removed, touched } = this.#diff;
    const tags = [...new Set(before.tags.map((tag) => renamed.get(tag) ?? tag))].sort();
    // Its tag was removed or changed.
    if (before.tags.some((tag) => removed.has(tag)) || tags.some((tag) => touched.has(tag))) return undefined;
    if (touched.size > 0 && this.#mentions.isIn(product.text)) return undefined;
    // A rejected answer of the model may be a term now.
    if (before.rejected.some((answer) => this.to.normalize(answer) !== undefined)) return undefined;
    const { vector } = product.embedding!;
    if (this.#near.some((term) => cosine(vector, term.vector) >= term.floor)) return undefined;
    return { tags, rejected: before.rejected };
  }

  /** Versions, and numbers of terms, for a log. */
  get summary(): Record<string, unknown> {
    const { renamed, removed, touched } = this.#diff;
    const counts = { renamed: renamed.size, removed: removed.size, newOrChanged: touched.size };
    return { from: this.from.version, to: this.to.version, ...counts };
  }
}
