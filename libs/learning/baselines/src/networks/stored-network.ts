import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeSafetensors, encodeSafetensors } from '@stars/inference';
import { type Parameters, tf } from '@stars/model';

/** A network and what its training found. */
export interface StoredNetwork<Outcome> {
  outcome: Outcome;
  parameters: Parameters;
}

export function loadNetwork<Outcome>(folder: string, name: string): StoredNetwork<Outcome> | undefined {
  const [weights, outcome] = [join(folder, `${name}.safetensors`), join(folder, `${name}.json`)];
  if (!existsSync(outcome)) return undefined;
  const stored = decodeSafetensors(readFileSync(weights), weights);
  return {
    outcome: JSON.parse(readFileSync(outcome, 'utf8')) as Outcome,
    parameters: new Map([...stored].map(([key, { shape, values }]) => [key, tf.tensor(values, shape, 'float32')])),
  };
}

/** The outcome is written last: if it exists, the weights are complete. */
export function saveNetwork<Outcome>(folder: string, name: string, network: StoredNetwork<Outcome>): void {
  const stored = new Map(
    [...network.parameters].map(([key, tensor]) => [
      key,
      { shape: tensor.shape, values: tensor.dataSync<'float32'>() },
    ]),
  );
  for (const [ending, content] of [
    ['safetensors', encodeSafetensors(stored)],
    ['json', JSON.stringify(network.outcome, null, 2)],
  ] as const) {
    const path = join(folder, `${name}.${ending}`);
    writeFileSync(`${path}.part`, content);
    renameSync(`${path}.part`, path);
  }
}
