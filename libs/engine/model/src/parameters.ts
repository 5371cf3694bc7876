import type { StarsConfig } from './config.js';
import { initialParameters, parameterSpecs } from './parameter-specs.js';
import { type Tensor, tf } from './tf.js';

/** Trained tensors by name, in the order of `parameterSpecs`. */
export type Parameters = Map<string, Tensor>;

/** `initialParameters` as tensors. */
export function createParameters(config: StarsConfig, seed: number): Parameters {
  const values = initialParameters(config, seed);
  return new Map(
    parameterSpecs(config).map(({ name, shape }) => [name, tf.tensor(values.get(name)!, shape, 'float32')]),
  );
}

/** The tensor of that name; throws an Error if there is none. */
export function parameter(parameters: Parameters, name: string): Tensor {
  const found = parameters.get(name);
  if (!found) throw new Error(`parameter ${name} is missing`);
  return found;
}

/** The numbers of a parameter by its name. */
export const parameterValues =
  (parameters: Parameters) =>
  (name: string): Float32Array =>
    parameter(parameters, name).dataSync<'float32'>();
