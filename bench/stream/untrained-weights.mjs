// Weights of a model that nobody trained: random ones take the time of learned ones.
import { createParameters, createRandom, fillNormal, parameterSpecs, tf } from '@stars/model';

/** By name, as a model's folder has them. None is zero, where a fresh one would have zeros that cost nothing. */
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
