import type { StoredTensor } from '@stars/inference';
import { type Parameters, parameterSpecs, type StarsConfig, tf } from '@stars/model';

/** Parameters as numbers outside of TensorFlow, in the order of `parameterSpecs`. */
export type StoredParameters = Map<string, StoredTensor>;

export function storeParameters(config: StarsConfig, parameters: Parameters): StoredParameters {
  return new Map(
    parameterSpecs(config).map(({ name, shape }) => [
      name,
      { shape, values: parameters.get(name)!.dataSync<'float32'>().slice() },
    ]),
  );
}

/** Tensors of stored parameters; the caller disposes them. */
export function loadParameters(stored: StoredParameters): Parameters {
  return new Map([...stored].map(([name, { shape, values }]) => [name, tf.tensor(values.slice(), shape, 'float32')]));
}

/** Puts a prefix before every name, so that several sets of parameters share a file. */
export const prefixed = (prefix: string, tensors: StoredParameters): [string, StoredTensor][] =>
  [...tensors].map(([name, tensor]) => [`${prefix}/${name}`, tensor]);

/** The tensors under a prefix, without it. */
export function withoutPrefix(prefix: string, tensors: ReadonlyMap<string, StoredTensor>): StoredParameters {
  const start = `${prefix}/`;
  return new Map(
    [...tensors].filter(([name]) => name.startsWith(start)).map(([name, tensor]) => [name.slice(start.length), tensor]),
  );
}
