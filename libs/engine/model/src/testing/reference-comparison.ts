import { readdirSync } from 'node:fs';
import { encode, generalVectors, nextVectors } from '../encoder.js';
import { itemContent, itemServingVectors, itemTokens } from '../item-encoder.js';
import { MomentOffset, offsetWeights } from '../moment-offset.js';
import { objective } from '../objective.js';
import { boundedAdd, userOffset } from '../offsets.js';
import { parameterSpecs } from '../parameter-specs.js';
import { parameterValues } from '../parameters.js';
import { logPopularity } from '../popularity-prior.js';
import { storedItemVectors, storedUserVectors } from '../stored-vectors.js';
import { type Tensor, tf } from '../tf.js';
import { type ReferenceCase, type ReferenceTraining, referenceCase, referenceTraining } from './reference-case.js';
import { readFixture } from './safetensors-fixture.js';

/** What tools/repo/reference-model computed (PyTorch, float64); docs/reference/model-equations.md says how to make it again. */
const FOLDER = new URL('../../fixtures/', import.meta.url);

export const referenceCases = (): string[] =>
  readdirSync(FOLDER)
    .filter((file) => file.endsWith('.safetensors'))
    .map((file) => file.replace('.safetensors', ''));

export const loadReference = (name: string): ReferenceCase =>
  referenceCase(readFixture(new URL(`${name}.safetensors`, FOLDER)));

export const loadReferenceTraining = (name: string): ReferenceTraining =>
  referenceTraining(readFixture(new URL(`training/${name}.safetensors`, FOLDER)));

/** What this library computes of a case, dropout off, under the names of `expectedResults`. */
export function computedResults(reference: ReferenceCase): Map<string, Float32Array> {
  const { config, options, parameters, batch } = reference;
  const results = new Map<string, Float32Array>();
  const note = (name: string, value: Tensor): void => {
    results.set(name, value.dataSync() as Float32Array);
  };
  tf.tidy(() => {
    const content = itemContent(config, parameters, batch.items);
    const states = encode(config, parameters, itemTokens(parameters, content), batch.sequences);
    const next = nextVectors(parameters, states.items, batch.nextRows);
    note('h_next', next);
    note('h_gen', generalVectors(parameters, states.copies, batch.generalRows));
    note('v', tf.slice(itemServingVectors(parameters, content), [0, 0], [batch.candidates, -1]));
    const logP = logPopularity(reference.counts);
    results.set('log p', logP);
    const prior = logP.map((x) => config.priorWeight * x);
    note('stored items', storedItemVectors(config, parameters, content, prior));
    const stored = storedUserVectors(config, next);
    note('stored users', stored);
    if (batch.request) {
      note('users', boundedAdd(next, userOffset(config, parameters, batch.request), config.offsetBound));
      const { time, signals } = batch.request;
      const moment = {
        time: time.slice(0, config.offsetTime.width),
        signals: signals.slice(0, config.signalWidth),
      };
      const offset = new MomentOffset(offsetWeights(config, parameterValues(parameters))!, moment);
      const users = stored.dataSync<'float32'>();
      const width = config.servingWidth;
      const rows = Array.from({ length: stored.shape[0]! }, (_, i) =>
        offset.moved(users.slice(i * width, (i + 1) * width)),
      );
      results.set('moved users', Float32Array.from(rows.flatMap((row) => [...row])));
    }
    const names = parameterSpecs(config).map(({ name }) => name);
    const { value, grads } = tf.engine().gradients(
      () => {
        const losses = objective(config, parameters, batch, options);
        note('loss.next', losses.next);
        note('loss.general', losses.general);
        for (const [term, loss] of Object.entries(losses.terms)) note(`loss.${term}`, loss);
        return losses.total as never;
      },
      names.map((name) => parameters.get(name)!) as never,
    );
    note('loss', value);
    names.forEach((name, i) => {
      // A parameter without effect on the loss has no gradient here, and zeros there.
      note(`gradient ${name}`, grads[i] ?? tf.zerosLike(parameters.get(name)!));
    });
    return [];
  });
  return results;
}

/** Outputs and losses of a case by their names, and gradients as `gradient <parameter>`. */
export function expectedResults({ outputs, gradients }: ReferenceCase): Map<string, Float32Array> {
  const expected = new Map(outputs);
  for (const [name, gradient] of gradients) expected.set(`gradient ${name}`, gradient);
  // This library adds L_neg to its total: it is compared there and in the gradients.
  expected.delete('loss.negative');
  return expected;
}

/** |a − b| ≤ TOLERANCE·(1 + |b|) for each number. */
const TOLERANCE = 1e-4;

/**
 * Names that miss the tolerance, and by how much; also if ‖a − b‖ > TOLERANCE·‖b‖ over all numbers of a name, or else small
 * gradients would agree with anything.
 */
export function disagreements(
  expected: ReadonlyMap<string, Float32Array>,
  results: ReadonlyMap<string, Float32Array>,
): string[] {
  const missed: string[] = [];
  for (const [name, values] of expected) {
    const actual = results.get(name);
    if (actual?.length !== values.length) {
      missed.push(`${name}: ${actual?.length ?? 'no'} numbers`);
      continue;
    }
    const distance = Math.hypot(...values.map((b, i) => actual[i]! - b)) / Math.hypot(...values);
    const times = [
      ...values.map((b, i) => Math.abs(actual[i]! - b) / (TOLERANCE * (1 + Math.abs(b)))),
      // Zeros have no norm, and the check of single numbers is enough.
      ...(values.some((b) => b !== 0) ? [distance / TOLERANCE] : []),
    ];
    if (!times.every((x) => x <= 1)) missed.push(`${name}: ${Math.max(...times).toFixed(1)} times the tolerance`);
  }
  return missed;
}
