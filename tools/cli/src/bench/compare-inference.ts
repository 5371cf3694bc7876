import { loadavg } from 'node:os';
import type { Progress } from '../progress.js';
import { type Column, renderTable } from '../table.js';
import { type Shape, STEPS, type Variant } from './compare-training.js';
import { range, type Spread, spreadOf } from './spread.js';
import { requireSame, withSides } from './two-sides.js';

/** Users that each side encodes in a second of one processor, by round. */
export interface InferenceComparison {
  shape: Shape;
  variant: Variant;
  rounds: number;
  stars: Spread;
  torch: Spread;
  onnx: Spread;
  load: number;
}

interface StarsAnswer {
  starsSeconds: number;
  starsValues: number[];
  users: number;
}

interface TorchAnswer {
  torchSeconds: number;
  onnxSeconds: number;
  torchValues: number[];
  onnxValues: number[];
}

/**
 * Encodes the same users here, in PyTorch and in onnxruntime, in interleaved runs with one thread each: h_next and h_gen from
 * prepared item tokens, as a server does. Errors: as `compareTraining`.
 */
export function compareInference(
  shape: Shape,
  variant: Variant,
  options: { python: string; rounds: number },
  progress: Progress,
  signal: AbortSignal,
): Promise<InferenceComparison> {
  const label = `${shape}, ${variant}`;
  const question = { do: 'encode', count: STEPS[shape] };
  return withSides(shape, variant, options.python, signal, progress, async ({ stars, torch }) => {
    progress.update({ label, done: 0, total: options.rounds });
    const first = { ...(await stars.ask<StarsAnswer>(question)), ...(await torch.ask<TorchAnswer>(question)) };
    first.starsValues.forEach((value, i) => {
      requireSame({ stars: value, torch: first.torchValues[i]! }, `${label}: h_next`);
      requireSame({ stars: value, torch: first.onnxValues[i]! }, `${label}: h_next of onnxruntime`);
    });
    const users = first.users * question.count;
    const speeds = { stars: [] as number[], torch: [] as number[], onnx: [] as number[] };
    for (let round = 0; round < options.rounds; round++) {
      speeds.stars.push(users / (await stars.ask<StarsAnswer>(question)).starsSeconds);
      const answer = await torch.ask<TorchAnswer>(question);
      speeds.torch.push(users / answer.torchSeconds);
      speeds.onnx.push(users / answer.onnxSeconds);
      progress.update({ label, done: round + 1, total: options.rounds });
    }
    progress.finish();
    return {
      shape,
      variant,
      rounds: options.rounds,
      stars: spreadOf(speeds.stars),
      torch: spreadOf(speeds.torch),
      onnx: spreadOf(speeds.onnx),
      load: loadavg()[0]!,
    };
  });
}

const COLUMNS: Column<InferenceComparison>[] = [
  { title: 'size', value: ({ shape }) => shape },
  { title: 'model', value: ({ variant }) => variant },
  { title: 'STARS, users a CPU second', value: ({ stars }) => range(stars, 0), right: true },
  { title: 'onnxruntime', value: ({ onnx }) => range(onnx, 0), right: true },
  { title: 'PyTorch', value: ({ torch }) => range(torch, 0), right: true },
  { title: 'load', value: ({ load }) => load.toFixed(1), right: true },
];

export const renderInference = (comparisons: readonly InferenceComparison[]): string =>
  renderTable(COLUMNS, comparisons);
