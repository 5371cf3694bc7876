import { ADAMW_DEFAULTS } from '../adamw.js';
import { StarsTrainer } from '../training-step.js';
import type { ReferenceTraining } from './reference-case.js';

/** Loss and gradient norm of every step, and the parameters after the last. Changes the model. */
export function computedTraining(reference: ReferenceTraining): Map<string, Float32Array> {
  const { config, parameters, options, weightDecay, clipNorm, steps, trained } = reference;
  const trainer = new StarsTrainer(config, parameters, options, 1, { ...ADAMW_DEFAULTS, weightDecay, clipNorm });
  const reports = steps.map(({ batch, rates }) => trainer.step(batch, ...rates));
  trainer.disposeOptimiser();
  const results = new Map<string, Float32Array>([
    ['loss', Float32Array.from(reports, ({ loss }) => loss)],
    ['gradient norm', Float32Array.from(reports, ({ gradientNorm }) => gradientNorm)],
  ]);
  for (const name of trained.keys()) {
    results.set(name, meaningful(name, parameters.get(name)!.dataSync() as Float32Array, config.width));
  }
  return results;
}

/** The same by the reference. */
export function expectedTraining({ config, steps, trained }: ReferenceTraining): Map<string, Float32Array> {
  const expected = new Map<string, Float32Array>([
    ['loss', Float32Array.from(steps, ({ loss }) => loss)],
    ['gradient norm', Float32Array.from(steps, ({ gradientNorm }) => gradientNorm)],
  ]);
  for (const [name, values] of trained) expected.set(name, meaningful(name, values, config.width));
  return expected;
}

/** The bias of the keys changes no softmax: its gradient is rounding, which Adam scales up to whole steps. */
function meaningful(name: string, values: Float32Array, width: number): Float32Array {
  return name.endsWith('qkv.bias') ? values.filter((_, i) => i < width || i >= 2 * width) : values;
}
