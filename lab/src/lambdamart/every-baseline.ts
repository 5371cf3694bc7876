import { join } from 'node:path';
import { type BaselineData, decayMix, itemKnn, standardBaselines, tifuKnn } from '@stars/baselines';
import { cacheFolder, type DataFolder } from '@stars/cli';
import { identifiedBy, type SessionRanker } from '@stars/replay';
import type { PythonProgress } from '../learned/python-process.js';
import type { LambdaMartColumns } from './columns.js';
import { lambdaMart } from './lambdamart.js';
import { OWN_NOTE, ownColumns } from './own-columns.js';
import { type ComparedSecondStage, SECOND_STAGE_NOTE, secondStageColumns } from './second-stage-columns.js';

/** LambdaMART on what the second stage learns from and ranks: it shows what the network is worth. */
export const LAMBDAMART_ON_SECOND_STAGE = 'LambdaMART (second-stage columns)';

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
  const trees = (name: string, note: string, columns: LambdaMartColumns): SessionRanker =>
    lambdaMart({
      ...{ name, note, columns, toolCacheDir: cacheFolder(), cacheDir: join(folder.cache, 'baselines') },
      onProgress: (at) => onProgress({ ranker: name, ...at }),
    });
  const onSecondStage = secondStage
    ? identifiedBy(secondStage.modelVersion, [
        trees(LAMBDAMART_ON_SECOND_STAGE, SECOND_STAGE_NOTE, secondStageColumns(secondStage)),
      ])
    : [];
  return [
    ...standardBaselines(),
    decayMix(),
    tifuKnn(),
    itemKnn(),
    trees('LambdaMART', OWN_NOTE, ownColumns(data)),
    ...onSecondStage,
  ];
}
