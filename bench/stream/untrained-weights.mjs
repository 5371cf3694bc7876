// Weights of an untrained model: random weights take as long as learned ones.
import { createParameters, createRandom, fillNormal, parameterSpecs, tf } from '@stars/model';

/** Weights by name, as in a model's folder. None is zero, since the zeros of a fresh model could cost less time. */
export function untrainedWeights(config) {
  const parameters = createParameters(config, 1);
  const random = createRandom(2);
  const weights = new Map();
  for (const { name, shape } of parameterSpecs(config)) {
    const values = parameters.get(name).dataSync().slice();
    const noise = fillNormal(random, new Float32Array(values.length), 0.05);
    weights.set(name, { shape, values: values.map((x, i) => x + noise[i]) });
  }
  tf.dispose([...parameters.values()]);
  return weights;
}
