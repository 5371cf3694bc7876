import { StarsError } from '@stars/errors';
import type { StoredTensor } from '@stars/inference';
import { type Parameters, parameterSpecs, type StarsConfig, type StarsTrainer } from '@stars/model';
import type { StoppingState } from './early-stopping.js';
import type { CursorState } from './epoch-cursor.js';
import type { MeansState } from './running-means.js';
import type { Schedule } from './schedule.js';
import {
  loadParameters,
  prefixed,
  type StoredParameters,
  storeParameters,
  withoutPrefix,
} from './stored-parameters.js';

/** Everything except tensors that a fit resumes from; JSON keeps these numbers exactly. */
export interface FitState {
  step: number;
  schedule: Schedule;
  cursor: CursorState;
  trainerSteps: number;
  /** Number of updates of each of the optimiser's groups. */
  optimiserSteps: number[];
  /** Sums since the last point of the curves, and since the epoch began. */
  curveMeans: MeansState;
  epochMeans: MeansState;
  stopping: StoppingState;
  /** Bytes of the file of curves. */
  curves: number;
}

const FIRST = 'moment-1';
const SECOND = 'moment-2';

/** Parameters, moments and the best parameters so far, as a checkpoint stores them. */
export function checkpointTensors(
  config: StarsConfig,
  parameters: Parameters,
  trainer: StarsTrainer,
  best: StoredParameters | undefined,
): { tensors: Map<string, StoredTensor>; trainerSteps: number; optimiserSteps: number[] } {
  const { steps, optimiser } = trainer.state();
  const moments = optimiser.groups.flatMap(({ first, second }, g): [string, StoredTensor][] => [
    [`${FIRST}/${g}`, { shape: [first.length], values: first }],
    [`${SECOND}/${g}`, { shape: [second.length], values: second }],
  ]);
  return {
    tensors: new Map([
      ...prefixed('parameter', storeParameters(config, parameters)),
      ...moments,
      ...(best ? prefixed('best', best) : []),
    ]),
    trainerSteps: steps,
    optimiserSteps: optimiser.groups.map((group) => group.steps),
  };
}

/** Errors: `STARS_MODEL_CORRUPT` if the tensors are not those of this configuration. */
export function parametersOfCheckpoint(config: StarsConfig, tensors: ReadonlyMap<string, StoredTensor>): Parameters {
  const stored = withoutPrefix('parameter', tensors);
  checkShapes(config, stored);
  return loadParameters(stored);
}

/** Undefined before the first validation. Errors: as above. */
export function bestOfCheckpoint(
  config: StarsConfig,
  tensors: ReadonlyMap<string, StoredTensor>,
): StoredParameters | undefined {
  const stored = withoutPrefix('best', tensors);
  if (stored.size === 0) return undefined;
  checkShapes(config, stored);
  return stored;
}

/** Sets the optimiser to the checkpoint's state. Errors: `STARS_MODEL_CORRUPT`. */
export function restoreTrainer(
  trainer: StarsTrainer,
  state: Pick<FitState, 'trainerSteps' | 'optimiserSteps'>,
  tensors: ReadonlyMap<string, StoredTensor>,
): void {
  const moment = (name: string): Float32Array => {
    const values = tensors.get(name)?.values;
    if (!(values instanceof Float32Array)) throw new StarsError('STARS_MODEL_CORRUPT', `the checkpoint lacks ${name}`);
    return values;
  };
  const groups = state.optimiserSteps.map((steps, g) => ({
    steps,
    first: moment(`${FIRST}/${g}`),
    second: moment(`${SECOND}/${g}`),
  }));
  try {
    trainer.restore({ steps: state.trainerSteps, optimiser: { groups } });
  } catch (cause) {
    throw new StarsError('STARS_MODEL_CORRUPT', `the checkpoint's moments: ${(cause as Error).message}`, { cause });
  }
}

export function checkShapes(config: StarsConfig, stored: StoredParameters): void {
  for (const { name, shape } of parameterSpecs(config)) {
    const found = stored.get(name);
    if (found?.shape.join() !== shape.join() || !(found.values instanceof Float32Array)) {
      throw new StarsError('STARS_MODEL_CORRUPT', `the checkpoint's ${name} should be [${shape}] floats`);
    }
  }
}
