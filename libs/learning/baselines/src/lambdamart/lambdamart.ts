import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EvaluationSet, RankedSessions, RankOptions, SessionRanker } from '@stars/replay';
import type { BaselineData } from '../baseline-data.js';
import { previousSessions } from '../previous-sessions.js';
import { setDigest } from '../set-digest.js';
import { Candidates } from './candidates.js';
import { knownSignals } from './promotion-features.js';
import { LAMBDAMART_FOLDER, pythonEnvironment } from './python-environment.js';
import { PythonProcess } from './python-process.js';
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
  bagging_fraction: 0.5,
  bagging_freq: 1,
  bagging_by_query: true,
  lambda_l2: 5,
  lambdarank_truncation_level: 20,
};

export const LAMBDAMART_GRID: readonly LambdaMartSetting[] = [
  { name: '31 leaves', parameters: { ...COMMON, num_leaves: 31 } },
  {
    name: '15 leaves, more regularised',
    parameters: { ...COMMON, num_leaves: 15, feature_fraction: 0.3, lambda_l2: 50 },
  },
];

/** Counts that determine the model, part of its digest. */
const TRAINING = { version: 1, days: 56, sessions: 8000, negatives: 120, trees: 300, seed: 7 };

export interface LambdaMartOptions {
  data: BaselineData;
  /** Keeps models by the digest of data and settings. */
  cacheDir: string;
  /** Keeps the Python environment, which many data folders share. */
  toolCacheDir: string;
  grid?: readonly LambdaMartSetting[];
  training?: Partial<typeof TRAINING>;
  /** Default: the number of cores. */
  threads?: number;
  onProgress?: (progress: { label: string; done: number; total: number }) => void;
}

/**
 * LambdaMART (Burges 2010) by LightGBM: gradient-boosted trees on NDCG@10 over candidates with features of recency,
 * frequency, intervals, popularity, similar items and users, categories and promotions. It learns from the sessions
 * just before the evaluated ones, with the same features; explore has a model of its own.
 */
class LambdaMart implements SessionRanker {
  readonly name = 'LambdaMART';
  readonly kind = 'baseline';
  readonly explores = true;

  constructor(private readonly options: LambdaMartOptions) {}

  async rank(set: EvaluationSet, options: RankOptions): Promise<RankedSessions> {
    const { signal, explore } = options;
    signal?.throwIfAborted();
    const { data, toolCacheDir, onProgress } = this.options;
    onProgress?.({ label: 'Python environment', done: 0, total: 1 });
    const requirements = join(LAMBDAMART_FOLDER, 'requirements.txt');
    const python = await pythonEnvironment(toolCacheDir, requirements, { name: 'lambdamart', signal });
    const { model, signals } = await this.#model(python, set, explore, signal);
    return rankByModel(set, new Candidates(set, data, { explore, signals }), options, {
      python,
      program: join(LAMBDAMART_FOLDER, 'lambdamart.py'),
      model,
      threads: this.options.threads ?? 0,
    });
  }

  /** The model and its signals; trained if it is not stored, undefined if there is nothing to learn from. */
  async #model(
    python: string,
    set: EvaluationSet,
    explore: boolean,
    signal: AbortSignal | undefined,
  ): Promise<{ model: string | undefined; signals: string[] }> {
    const { data, cacheDir, onProgress } = this.options;
    const grid = this.options.grid ?? LAMBDAMART_GRID;
    const training = { ...TRAINING, ...this.options.training };
    const previous = previousSessions(set, { days: training.days, limit: training.sessions });
    const signals = knownSignals(previous, data.timeline);
    const candidates = new Candidates(previous, data, { explore, signals });
    const settings = { explore, grid, ...training, features: candidates.names };
    const digest = setDigest(set, [settings, data.timeline.itemSignalValues(Number.POSITIVE_INFINITY)]);
    const folder = join(cacheDir, `lambdamart-${digest.slice(0, 16)}`);
    if (existsSync(folder)) return { model: modelIn(folder), signals };
    const part = `${folder}.${process.pid}`;
    rmSync(part, { recursive: true, force: true });
    mkdirSync(part, { recursive: true });
    try {
      const counts = await writeExamples(part, previous, candidates, {
        explore,
        negatives: training.negatives,
        signal,
        onProgress: (done, total) => onProgress?.({ label: 'examples', done, total }),
      });
      if (counts.train > 0 && counts.held > 0) {
        writeFileSync(
          join(part, 'settings.json'),
          JSON.stringify({ ...settings, ...counts, threads: this.options.threads ?? 0 }),
        );
        await this.#train(python, part, signal);
      }
      for (const name of ['train', 'held']) {
        for (const ending of ['f32', 'u8', 'i32']) rmSync(join(part, `${name}.${ending}`), { force: true });
      }
      rmSync(folder, { recursive: true, force: true });
      renameSync(part, folder);
    } finally {
      rmSync(part, { recursive: true, force: true });
    }
    return { model: modelIn(folder), signals };
  }

  async #train(python: string, folder: string, signal: AbortSignal | undefined): Promise<void> {
    const program = join(LAMBDAMART_FOLDER, 'lambdamart.py');
    const child = new PythonProcess(python, [program, 'train', folder], signal);
    try {
      await child.lines((line) => {
        const progress: unknown = JSON.parse(line);
        this.options.onProgress?.(progress as { label: string; done: number; total: number });
      });
      await child.finish();
    } finally {
      child.close();
    }
  }
}

/** Undefined if there was too little data to train one. */
function modelIn(folder: string): string | undefined {
  const path = join(folder, 'model.txt');
  return existsSync(path) ? path : undefined;
}

export const lambdaMart = (options: LambdaMartOptions): SessionRanker => new LambdaMart(options);
