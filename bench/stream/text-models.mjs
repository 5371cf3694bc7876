import { createTextModels } from '@stars/text';

const PLAIN = 'plain@1';

/** The local text models, or (`plain`, for tests) stand-ins without download: numbers from a hash, and no tags. */
export async function openTextModels(kind) {
  if (kind === 'local') return createTextModels({ STARS_TEXT_THREADS: 1 });
  const close = async () => undefined;
  return {
    embedder: { name: PLAIN, embed: async (texts) => texts.map(plainVector), close },
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

/** How many numbers its vectors have. */
export const widthOf = ({ name }) => (name === PLAIN ? 32 : 384);

function plainVector(text) {
  const vector = new Float32Array(32);
  for (let i = 0; i < text.length; i++) vector[(31 * i + text.charCodeAt(i)) % 32] += 1;
  const length = Math.hypot(...vector);
  return vector.map((x) => x / length);
}
