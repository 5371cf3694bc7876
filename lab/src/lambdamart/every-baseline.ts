import { join } from 'node:path';
import { standardBaselines } from '@stars/baselines';
import { cacheFolder, type DataFolder } from '@stars/cli';
import { digestOf } from '@stars/evaluation';
import { identifiedBy, type SessionRanker } from '@stars/replay';
import type { BaselineData } from '../baselines/baseline-data.js';
import { decayMix } from '../baselines/decay-mix.js';
import { itemKnn } from '../baselines/item-knn.js';
import { tifuKnn } from '../baselines/tifu-knn.js';
import { PYTHON, type PythonProgress } from '../learned/python-process.js';
import type { LambdaMartColumns } from './columns.js';
import { lambdaMart } from './lambdamart.js';
import { OWN_NOTE, ownColumns } from './own-columns.js';
import { type ComparedSecondStage, SECOND_STAGE_NOTE, secondStageColumns } from './second-stage-columns.js';

/** LambdaMART on what the second stage learns from and ranks: it shows what the network is worth. */
export const LAMBDAMART_ON_SECOND_STAGE = 'LambdaMART (second-stage columns)';

/** The code of the simpler ones. */
const BASELINES = join(import.meta.dirname, '..', 'baselines');

/** Progress of a baseline's work before it ranks. */
export interface BaselineProgress extends PythonProgress {
  ranker: string;
}

export interface EveryBaselineOptions {
  /** Keeps trained models in its cache, by the digest of data and settings: a second evaluation trains nothing. */
  folder: Pick<DataFolder, 'cache'>;
  data: BaselineData;
  /** The second stage of the model that is evaluated; absent: LambdaMART has its own columns only. */
  secondStage?: ComparedSecondStage;
  onProgress: (progress: BaselineProgress) => void;
}

/**
 * Every baseline, in the order of the report. They can rank any `EvaluationSet` made of `data`'s log; `RankOptions.signal`
 * ends their training too. If Python is missing, LambdaMART fails with `STARS_UNAVAILABLE` when it ranks.
 */
export function everyBaseline({ folder, data, secondStage, onProgress }: EveryBaselineOptions): SessionRanker[] {
  // The product's digest of ranking code does not know this code: lists that other trees made are not reused.
  const code = digestOf([import.meta.dirname, BASELINES, PYTHON]);
  const trees = (name: string, note: string, columns: LambdaMartColumns, model = ''): SessionRanker[] =>
    identifiedBy(`${model} ${code}`, [
      lambdaMart({
        ...{ name, note, columns, toolCacheDir: cacheFolder(), cacheDir: join(folder.cache, 'baselines') },
        onProgress: (at) => onProgress({ ranker: name, ...at }),
      }),
    ]);
  const onSecondStage = secondStage
    ? trees(LAMBDAMART_ON_SECOND_STAGE, SECOND_STAGE_NOTE, secondStageColumns(secondStage), secondStage.modelVersion)
    : [];
  return [
    ...standardBaselines(),
    ...identifiedBy(code, [decayMix(), tifuKnn(), itemKnn()]),
    ...trees('LambdaMART', OWN_NOTE, ownColumns(data)),
    ...onSecondStage,
  ];
}
