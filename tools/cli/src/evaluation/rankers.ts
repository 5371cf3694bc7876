import type { SessionRanker, StarsModel } from '@stars/evaluation';

/** Which baselines stand beside the model: those that count, in seconds, or all of them, with some that are trained. */
export type BaselineChoice = 'simple' | 'all';

export async function baselines(_choice: BaselineChoice): Promise<SessionRanker[]> {
  const { standardBaselines } = await import('@stars/evaluation');
  return standardBaselines();
}

/** The model's rankings, the served one among them. */
export async function modelRankers(model: StarsModel, version: string): Promise<SessionRanker[]> {
  const { identifiedBy, starsRankers } = await import('@stars/evaluation');
  return identifiedBy(version, starsRankers(model));
}
