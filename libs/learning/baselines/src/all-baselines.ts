import { homedir } from 'node:os';
import { join } from 'node:path';
import type { SessionRanker } from '@stars/replay';
import type { BaselineData } from './baseline-data.js';
import { decayMix } from './decay-mix.js';
import { itemKnn } from './item-knn.js';
import { lambdaMart } from './lambdamart/lambdamart.js';
import { sasRec } from './sasrec/sasrec.js';
import { standardBaselines } from './standard-baselines.js';
import { tifuKnn } from './tifu-knn.js';

/** Progress of a baseline's work before it ranks. */
export interface BaselineProgress {
  ranker: string;
  label: string;
  done: number;
  total: number;
}

export interface AllBaselinesOptions {
  data: BaselineData;
  /** Keeps trained models, by the digest of data and settings: a second evaluation trains nothing. */
  cacheDir: string;
  /** Keeps LambdaMART's Python environment (default: the folder of set-up's downloads). */
  toolCacheDir?: string;
  /** For SASRec's training, all its settings together (default 20). */
  budgetMinutes?: number;
  /** LightGBM's (default: the number of cores). */
  threads?: number;
  onProgress?: (progress: BaselineProgress) => void;
}

/**
 * Every baseline, in the order of the report. They can rank any `EvaluationSet` made of `data`'s log; `RankOptions.signal`
 * ends their training too. If Python or a backend that trains is missing, those that need it fail with
 * `STARS_UNAVAILABLE` when they rank.
 */
export function allBaselines(options: AllBaselinesOptions): SessionRanker[] {
  const { data, cacheDir, onProgress } = options;
  const toolCacheDir = options.toolCacheDir ?? process.env['STARS_CACHE'] ?? join(homedir(), '.cache', 'stars');
  const progressOf = (ranker: string) =>
    onProgress ? { onProgress: (at: Omit<BaselineProgress, 'ranker'>) => onProgress({ ranker, ...at }) } : {};
  return [
    ...standardBaselines(),
    decayMix(),
    tifuKnn(),
    itemKnn(),
    sasRec({
      cacheDir,
      ...(options.budgetMinutes === undefined ? {} : { budgetMinutes: options.budgetMinutes }),
      ...progressOf('SASRec'),
    }),
    lambdaMart({
      data,
      cacheDir,
      toolCacheDir,
      ...(options.threads === undefined ? {} : { threads: options.threads }),
      ...progressOf('LambdaMART'),
    }),
  ];
}
