import type { SessionRanker } from './ranked-lists.js';

/** The ranking that is served by default where the model has learned how all candidates compare. */
export const SERVED_SECOND_STAGE = 'STARS joint';

/** The ranking that is served by default where it has not: the report sets it against every baseline, and `--lists` writes its lists. */
export const SERVED_RANKING = 'STARS RR+BI';

/** The ranking that is served where people look for what is new to them: films, books, articles. */
export const SERVED_NEW = 'STARS new';

/** The served ranking among those evaluated; where it is not there, the model that is listed last. */
export function servedAmong<R extends Pick<SessionRanker, 'name' | 'kind'>>(
  rankers: readonly R[],
  name: string = SERVED_RANKING,
): R | undefined {
  const models = rankers.filter(({ kind }) => kind === 'model');
  return models.find((ranker) => ranker.name === name) ?? models.at(-1);
}
