import type { SessionRanker } from './ranked-lists.js';

/** The ranking that is served by default. The report compares it with every baseline, and `--lists` writes its lists. */
export const SERVED_RANKING = 'STARS second stage';

/** The served ranking among those evaluated or, if it is not among them, the last model. */
export function servedAmong<R extends Pick<SessionRanker, 'name' | 'kind'>>(rankers: Iterable<R>): R | undefined {
  const models = [...rankers].filter(({ kind }) => kind === 'model');
  return models.find(({ name }) => name === SERVED_RANKING) ?? models.at(-1);
}
