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
