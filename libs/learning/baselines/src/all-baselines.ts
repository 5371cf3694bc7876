import { homedir } from 'node:os';
import { join } from 'node:path';
import type { SessionRanker } from '@stars/replay';
import type { BaselineData } from './baseline-data.js';
import { decayMix } from './decay-mix.js';
import { itemKnn } from './item-knn.js';
import type { LambdaMartColumns } from './lambdamart/columns.js';
import { lambdaMart } from './lambdamart/lambdamart.js';
import { OWN_NOTE, ownColumns } from './lambdamart/own-columns.js';
import { type ComparedSecondStage, SECOND_STAGE_NOTE, secondStageColumns } from './lambdamart/second-stage-columns.js';
import type { PythonProgress } from './python/python-process.js';
import { standardBaselines } from './standard-baselines.js';
import { tifuKnn } from './tifu-knn.js';

/** LambdaMART on what the second stage learns from and ranks: it shows what the network is worth. */
export const LAMBDAMART_ON_SECOND_STAGE = 'LambdaMART (second-stage columns)';

/** Progress of a baseline's work before it ranks. */
export interface BaselineProgress extends PythonProgress {
  ranker: string;
}

export interface AllBaselinesOptions {
  data: BaselineData;
  /** The second stage of the model that is evaluated; absent: LambdaMART has its own columns only. */
  secondStage?: ComparedSecondStage;
  /** Keeps trained models, by the digest of data and settings: a second evaluation trains nothing. */
  cacheDir: string;
  /** Keeps LambdaMART's Python environment (default: the folder of set-up's downloads). */
  toolCacheDir?: string;
  /** LightGBM's (default: the number of cores). */
  threads?: number;
  onProgress?: (progress: BaselineProgress) => void;
}

/**
 * Every baseline, in the order of the report. They can rank any `EvaluationSet` made of `data`'s log; `RankOptions.signal`
 * ends their training too. If Python is missing, LambdaMART fails with `STARS_UNAVAILABLE` when it ranks.
 */
export function allBaselines(options: AllBaselinesOptions): SessionRanker[] {
  const { data, secondStage, cacheDir, onProgress } = options;
  const toolCacheDir = options.toolCacheDir ?? process.env['STARS_CACHE'] ?? join(homedir(), '.cache', 'stars');
  const progressOf = (ranker: string) =>
    onProgress ? { onProgress: (at: PythonProgress) => onProgress({ ranker, ...at }) } : {};
  const trees = (name: string, note: string, columns: LambdaMartColumns): SessionRanker =>
    lambdaMart({
      name,
      note,
      columns,
      cacheDir,
      toolCacheDir,
      ...(options.threads === undefined ? {} : { threads: options.threads }),
      ...progressOf(name),
    });
  return [
    ...standardBaselines(),
    decayMix(),
    tifuKnn(),
    itemKnn(),
    trees('LambdaMART', OWN_NOTE, ownColumns(data)),
    ...(secondStage ? [trees(LAMBDAMART_ON_SECOND_STAGE, SECOND_STAGE_NOTE, secondStageColumns(secondStage))] : []),
  ];
}
