import { hash } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EvaluationSet, RankedSessions, RankOptions, SessionRanker } from '@stars/replay';
import { pythonEnvironment } from '@stars/repo';
import { PYTHON, type PythonProgress, runPython } from '../learned/python-process.js';
import type { LambdaMartColumns, SetColumns } from './columns.js';
import { rankByModel } from './rank-by-model.js';
import { writeExamples } from './training-examples.js';

/** Settings of LightGBM besides the objective (lambdarank); the best on held-out users is chosen. */
export interface LambdaMartSetting {
  name: string;
  parameters: Record<string, number | boolean | string>;
}

const COMMON = {
  learning_rate: 0.06,
  min_data_in_leaf: 100,
  feature_fraction: 0.5,
  bagging_freq: 1,
  bagging_by_query: true,
  lambda_l2: 5,
  lambdarank_truncation_level: 20,
};

const LAMBDAMART_GRID: readonly LambdaMartSetting[] = [
  { name: '31 leaves', parameters: { ...COMMON, num_leaves: 31 } },
  {
    name: '15 leaves, more regularised',
    parameters: { ...COMMON, num_leaves: 15, feature_fraction: 0.3, lambda_l2: 50 },
  },
  { name: '31 leaves, slower', parameters: { ...COMMON, num_leaves: 31, learning_rate: 0.03 } },
  { name: '63 leaves, larger ones', parameters: { ...COMMON, num_leaves: 63, min_data_in_leaf: 400 } },
];

/**
 * What determines the model besides examples and grid, part of its digest. A tree sees half of the sessions, or `sessionsPerTree`:
 * the time for a tree grows with them, and the next tree sees others.
 */
const TRAINING = { version: 3, trees: 500, sessionsPerTree: 7_500, seed: 7 };

export interface LambdaMartOptions {
  /** Unique within a report. */
  name: string;
  /** What it learns from. */
  note: string;
  columns: LambdaMartColumns;
  /** Keeps models by the digest of data and settings. */
  cacheDir: string;
  /** Keeps the Python environment, which many data folders share. */
  toolCacheDir: string;
  grid?: readonly LambdaMartSetting[];
  training?: Partial<typeof TRAINING>;
  /** Default: the number of cores. */
  threads?: number;
  onProgress?: (progress: PythonProgress) => void;
}

/** LambdaMART (Burges 2010) by LightGBM: gradient-boosted trees on NDCG@10 over candidates. Explore has a model of its own. */
class LambdaMart implements SessionRanker {
  readonly kind = 'baseline';
  readonly explores = true;

  constructor(private readonly options: LambdaMartOptions) {}

  get name(): string {
    return this.options.name;
  }

  get note(): string {
    return this.options.note;
  }

  async rank(set: EvaluationSet, options: RankOptions): Promise<RankedSessions> {
    const { signal } = options;
    signal?.throwIfAborted();
    const { toolCacheDir, onProgress } = this.options;
    onProgress?.({ label: 'Python environment', done: 0, total: 1 });
    const requirements = join(PYTHON, 'lambdamart-requirements.txt');
    const python = await pythonEnvironment(toolCacheDir, requirements, { name: 'lambdamart', signal });
    const columns = await this.options.columns(set, options);
    const model = await this.#model(python, set, columns, signal);
    return rankByModel(set, await columns.candidates(), options, {
      python,
      program: join(PYTHON, 'lambdamart.py'),
      model,
      threads: this.options.threads ?? 0,
    });
  }

  /** Trained if it is not stored, undefined if there is nothing to learn from. */
  async #model(
    python: string,
    set: EvaluationSet,
    columns: SetColumns,
    signal: AbortSignal | undefined,
  ): Promise<string | undefined> {
    const { cacheDir, onProgress, threads = 0 } = this.options;
    const grid = this.options.grid ?? LAMBDAMART_GRID;
    const settings = { grid, ...TRAINING, ...this.options.training, features: columns.names };
    const digest = hash('sha256', JSON.stringify([columns.digest, settings]));
    const folder = join(cacheDir, `lambdamart-${digest.slice(0, 16)}`);
    if (existsSync(folder)) return modelIn(folder);
    const part = `${folder}.${process.pid}`;
    rmSync(part, { recursive: true, force: true });
    mkdirSync(part, { recursive: true });
    try {
      const counts = await writeExamples(part, set, columns, {
        onProgress: (done, total) => onProgress?.({ label: 'examples', done, total }),
        ...(signal ? { signal } : {}),
      });
      if (counts.train > 0 && counts.held > 0) {
        const bagging_fraction = Math.min(0.5, settings.sessionsPerTree / counts.train);
        const bagged = grid.map((one) => ({ ...one, parameters: { ...one.parameters, bagging_fraction } }));
        writeFileSync(join(part, 'settings.json'), JSON.stringify({ ...settings, ...counts, grid: bagged, threads }));
        const program = [join(PYTHON, 'lambdamart.py'), 'train', part];
        await runPython(python, program, { onProgress, signal });
      }
      for (const name of ['train', 'held']) {
        for (const ending of ['f32', 'u8', 'i32']) rmSync(join(part, `${name}.${ending}`), { force: true });
      }
      rmSync(folder, { recursive: true, force: true });
      renameSync(part, folder);
    } finally {
      rmSync(part, { recursive: true, force: true });
    }
    return modelIn(folder);
  }
}

/** Undefined if there was too little data to train one. */
function modelIn(folder: string): string | undefined {
  const path = join(folder, 'model.txt');
  return existsSync(path) ? path : undefined;
}

export const lambdaMart = (options: LambdaMartOptions): SessionRanker => new LambdaMart(options);
