import { TINY_EMBEDDING_MODEL, tinyFeatures } from '@stars/inference/testing';
import { loadVocabulary, type TextModels } from '@stars/text';

/** Text models without a download: a hash for an embedding, and no tags. */
export async function plainTextModels(): Promise<TextModels> {
  return {
    embedder: {
      name: 'plain@1',
      embed: async (texts) => texts.map((text) => Float32Array.of(Math.cos(text.length), Math.sin(text.length))),
    },
    tagger: {
      name: 'none@1',
      vocabularyVersion: '1',
      tag: async (products) => products.map(() => ({ tags: [], rejected: [] })),
    },
    vocabulary: await loadVocabulary('grocery'),
    close: async () => undefined,
  };
}

/** The same with embeddings that tiny models read. */
export async function tinyTextModels(): Promise<TextModels> {
  const plain = await plainTextModels();
  const embed = async (texts: readonly string[]): Promise<Float32Array[]> =>
    texts.map((text) => new Float32Array(tinyFeatures('', { text }).embedding.slice().buffer));
  return { ...plain, embedder: { ...plain.embedder, name: TINY_EMBEDDING_MODEL, embed } };
}
