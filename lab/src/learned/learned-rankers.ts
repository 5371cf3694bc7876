import { join } from 'node:path';
import { cacheFolder } from '@stars/cli';
import type { SessionRanker } from '@stars/replay';
import type { OpenedLog } from '../curve/open-logs.js';
import { lambdaMart } from '../lambdamart/lambdamart.js';
import { OWN_NOTE, ownColumns } from '../lambdamart/own-columns.js';
import type { Work } from '../logs/log.js';
import type { PythonProgress } from './python-process.js';
import { sasRec } from './sasrec.js';

/** What an engineer could train with maintained libraries on the whole log: trees on features, and a transformer. */
export function learnedRankers(
  { data, clock, folder }: Pick<OpenedLog, 'data' | 'clock' | 'folder'>,
  seed: number,
  { progress }: Work,
): SessionRanker[] {
  const toolCacheDir = cacheFolder();
  const onProgress = (at: PythonProgress): void => progress.update(at);
  return [
    lambdaMart({
      ...{ name: 'LambdaMART', note: OWN_NOTE, columns: ownColumns({ ...data, clock }) },
      ...{ cacheDir: join(folder.cache, 'baselines'), toolCacheDir, training: { seed }, onProgress },
    }),
    sasRec({ seed, toolCacheDir, onProgress }),
  ];
}
