import type { OpenedRequest, SecondStageServing } from '@stars/ranking';

/** A second-stage ranking of one request that puts eligible items in the order of their ids; own are apples, then rye. */
export function newTestOpenedRequest(changes: Partial<OpenedRequest> = {}): OpenedRequest {
  const own = changes.own ?? ['apple', 'rye'];
  return {
    depth: { own: 2, searched: 2, coldStartItems: 0 },
    region: 'north',
    own,
    popular: ['soap'],
    similar: ['pear'],
    admit: async () => undefined,
    rank: ({ eligible }, _scores, shown, pool = shown) =>
      [...eligible]
        .sort()
        .slice(0, pool)
        .map((itemId, place) => ({ itemId, score: -place, own: own.includes(itemId) })),
    close: () => undefined,
    ...changes,
  };
}

/** A model's second stage that opens each request as this visit, and the questions that it was asked. */
export function newTestSecondStage(visit: OpenedRequest, ranksNew = true) {
  const asked: Parameters<SecondStageServing['open']>[] = [];
  const serving: SecondStageServing = {
    ranksNew,
    open: async (...question) => {
      asked.push(question);
      return visit;
    },
  };
  return { serving, asked };
}
