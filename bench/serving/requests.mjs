// The requests: all of one kind (`page`), or all kinds (`mixed`). They are made before anything is measured.
import { RecommendMode, RecommendRequest, SimilarItemsRequest, TrackRequest } from '@stars/contracts';
import { itemIdOf, TENANT, unit, userIdOf } from '../made-up.mjs';
import { NOW, passing, regionOf, userWith } from './shop.mjs';

const SERVICE = '/stars.v1.RecommendationService';
export const RECOMMEND = `${SERVICE}/Recommend`;

/** Modes by the names of the HTTP interface; `default` is a request that names none. */
export const MODES_BY_NAME = {
  default: RecommendMode.RECOMMEND_MODE_UNSPECIFIED,
  rr: RecommendMode.RECOMMEND_MODE_ROUND_ROBIN,
  rr_bi: RecommendMode.RECOMMEND_MODE_ROUND_ROBIN_BUY_AGAIN,
  ni: RecommendMode.RECOMMEND_MODE_NEXT_INTENT,
  gi: RecommendMode.RECOMMEND_MODE_GENERAL_INTEREST,
  bi: RecommendMode.RECOMMEND_MODE_BUY_AGAIN,
};

/** k = 20 for any user with a history of that length, with a filter that 30% of the items pass. */
export function pageRequest(n, { users, history = 200, mode = 'default' }) {
  return RecommendRequest.fromPartial({
    tenantId: TENANT,
    userId: userIdOf(userWith(history, n, users)),
    k: 20,
    mode: MODES_BY_NAME[mode],
    surface: 'home',
    ...passing(0.3),
  });
}

const MODES = ['GENERAL_INTEREST', 'NEXT_INTENT', 'ROUND_ROBIN', 'ROUND_ROBIN_BUY_AGAIN', 'UNSPECIFIED'];
const SHARES = [0.01, 0.1, 0.3, 1];

function anyRecommend(n, { users, items }) {
  // A tenth of the users send half of the requests. One request in twenty carries events that are not on the bus.
  const pick = unit(n, 91) < 0.5 ? unit(n, 92) / 10 : unit(n, 92);
  const recentEvents =
    unit(n, 93) < 0.05
      ? [{ itemId: itemIdOf(Math.floor(items * unit(n, 94))), type: 1, time: new Date(NOW - 1000) }]
      : [];
  return RecommendRequest.fromPartial({
    tenantId: TENANT,
    userId: userIdOf(Math.floor(users * pick)),
    k: 5 + Math.floor(45 * unit(n, 95)),
    mode: RecommendMode[`RECOMMEND_MODE_${MODES[Math.floor(MODES.length * unit(n, 96))]}`],
    ...passing(SHARES[Math.floor(SHARES.length * unit(n, 97))]),
    recentEvents,
  });
}

/** One call of an app: mostly pages, some events, some similar items. */
export function mixedRequest(n, shop) {
  const kind = unit(n, 98);
  if (kind < 0.1) {
    const itemId = itemIdOf(Math.floor(shop.items * unit(n, 99)));
    const request = SimilarItemsRequest.fromPartial({ tenantId: TENANT, itemId, k: 10, ...passing(0.3) });
    return { path: `${SERVICE}/SimilarItems`, body: SimilarItemsRequest.encode(request).finish() };
  }
  if (kind < 0.3) {
    const user = Math.floor(shop.users * unit(n, 100));
    const interaction = {
      tenantId: TENANT,
      eventId: `mixed-${shop.run}-${n}`,
      userId: userIdOf(user),
      itemId: itemIdOf(Math.floor(shop.items * unit(n, 101))),
      type: 1,
      time: new Date(NOW),
      region: regionOf(user),
    };
    const request = TrackRequest.fromPartial({ interactions: [interaction] });
    return { path: '/stars.v1.EventService/Track', body: TrackRequest.encode(request).finish() };
  }
  return { path: RECOMMEND, body: RecommendRequest.encode(anyRecommend(n, shop)).finish() };
}

export const KINDS = {
  page: (n, shop) => ({ path: RECOMMEND, body: RecommendRequest.encode(pageRequest(n, shop)).finish() }),
  mixed: mixedRequest,
};
