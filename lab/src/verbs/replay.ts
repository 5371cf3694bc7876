import {
  addEvaluationOptions,
  addVerb,
  type EvaluationOptions,
  evaluateAsked,
  prepareEvaluation,
  printJson,
} from '@stars/cli';
import { StarsError } from '@stars/errors';
import type { Command } from 'commander';

/** `./stars lab replay`: is what is measured also what is served? */
export function addReplay(program: Command): void {
  addEvaluationOptions(
    addVerb(
      program,
      'replay',
      'serve the tested days from a running system, and compare the lists with those measured',
    ),
  ).action(async (options: EvaluationOptions) => {
    if (options.protocol === 'leave-one-out') {
      throw new StarsError('STARS_USAGE', 'days are replayed: --protocol time or cj-day');
    }
    const { replayPrepared } = await import('../served-replay/replay-prepared.js');
    const { replayLines } = await import('../served-replay/replay-lines.js');
    const { result } = await evaluateAsked(options, async (folder, request, watch) =>
      replayPrepared(await prepareEvaluation(folder, request, watch), watch),
    );
    if (options.json) printJson(result);
    else process.stdout.write(replayLines(result));
  });
}
