import { createTextModels } from '@stars/text';

/** The local text models, or (`plain`, for tests) stand-ins without download: numbers from a hash, and no tags. */
export async function openTextModels(kind) {
  if (kind === 'local') return createTextModels({ STARS_TEXT_THREADS: 1 });
  const close = async () => undefined;
  return {
    embedder: { name: 'plain@1', embed: async (texts) => texts.map(plainVector), close },
    tagger: {
      name: 'none@1',
      vocabularyVersion: '1',
      tag: async (products) => products.map(() => ({ tags: [], rejected: [] })),
      close,
    },
    vocabulary: undefined,
    close,
  };
}

function plainVector(text) {
  const vector = new Float32Array(32);
  for (let i = 0; i < text.length; i++) vector[(31 * i + text.charCodeAt(i)) % 32] += 1;
  const length = Math.hypot(...vector);
  return vector.map((x) => x / length);
}
