import { type Prepared, replayTraining, type Watch, withBus } from '@stars/cli';
import { StarsError } from '@stars/errors';
import type { SecondStageArtifact } from '@stars/inference';
import { describedSessions, type StarsCandidates } from '@stars/replay';
import type { ComparedSecondStage } from '../lambdamart/second-stage-columns.js';

/** What the model's second stage learned from and ranks, for a baseline that gets the same. */
export function comparedSecondStage(
  { folder, asked, data, clock, model }: Prepared,
  { layout }: Pick<SecondStageArtifact, 'layout'>,
  candidates: StarsCandidates,
  { progress, signal }: Pick<Watch, 'progress' | 'signal'>,
): ComparedSecondStage {
  return {
    modelVersion: model.version,
    describe: (set, options) => describedSessions({ layout }, data, clock, candidates, set, options),
    replay: async (explore, use, { onProgress }) => {
      const done = await withBus(folder, (bus) =>
        replayTraining(folder, bus, asked, progress, signal, async (window) => {
          await window.replay(explore ? 'fresh' : 'all', use, onProgress);
          return true;
        }),
      );
      if (!done) throw new StarsError('STARS_UNAVAILABLE', 'the sessions that the second stage learned from are gone');
    },
  };
}
