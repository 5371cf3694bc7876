import { TINY_EMBEDDING_MODEL, tinyFeatures } from '@stars/inference/testing';
import { plainTextModels } from '@stars/service-standalone/testing';

/** Those that the tiny model was made with. */
export const tinyTextModels: typeof plainTextModels = async () => {
  const plain = await plainTextModels();
  const embed = async (texts: readonly string[]) =>
    texts.map((text) => new Float32Array(tinyFeatures(text).embedding.slice().buffer));
  const dimensions = (await embed(['a']))[0]!.length;
  return { ...plain, embedder: { name: TINY_EMBEDDING_MODEL, dimensions, embed, close: async () => undefined } };
};
