import type { RpcName } from '@stars/contracts';

/**
 * A call of the API over HTTP: its path below `/v1`, and what the reference says of it. The request of a `GET` is in its path and
 * query; of the others it is the body.
 */
export type ApiRoute = readonly [verb: 'GET' | 'POST' | 'PATCH', path: string, call: RpcName, meaning: string];

export const API_ROUTES: readonly ApiRoute[] = [
  [
    'GET',
    'recommend',
    'Recommend',
    'The same as `POST /v1/recommend`, with the fields in the query string: text, numbers, and JSON for all else.',
  ],
  ['POST', 'recommend', 'Recommend', 'Recommends items to one user.'],
  ['POST', 'recommend/batch', 'RecommendBatch', 'Answers many requests in one call.'],
  ['POST', 'recommend/page', 'RecommendPage', 'Fills the lists of a page, none of which repeats another.'],
  ['POST', 'recommend/groups', 'RecommendGroups', 'Recommends groups of items, such as categories, to one user.'],
  ['POST', 'similar-items', 'SimilarItems', 'Finds items that are similar to one item.'],
  [
    'GET',
    'popular',
    'PopularItems',
    'The same as `POST /v1/popular`, with the fields in the query string: text, numbers, and JSON for all else.',
  ],
  ['POST', 'popular', 'PopularItems', 'Lists what is popular.'],
  ['POST', 'search-items', 'SearchItems', 'Searches items by words and filters, or reads those that it names.'],
  ['GET', 'items/:item_id', 'GetItem', 'Reads one item.'],
  ['GET', 'users/:user_id', 'GetUser', 'Reads what is known of a user.'],
  ['GET', 'users/:user_id/history', 'GetUserHistory', 'Reads what a user did, newest first, by pages.'],
  ['GET', 'users/:user_id/export', 'ExportUser', 'Reads everything that is kept of a user, by pages.'],
  [
    'POST',
    'find-users',
    'FindUsers',
    'Finds the users for whom items are most right, or the users of a segment, by pages.',
  ],
  ['POST', 'track', 'Track', 'Takes events and impressions of users.'],
  ['POST', 'items', 'UpsertItems', 'Adds and changes items.'],
  ['PATCH', 'items', 'PatchItems', 'Changes prices and stock of items.'],
  ['POST', 'items/delete', 'DeleteItems', 'Deletes items.'],
  ['POST', 'users', 'UpsertUsers', 'Adds and changes features of users.'],
  ['POST', 'users/delete', 'DeleteUser', 'Forgets a user.'],
  ['POST', 'users/object', 'ObjectToProfiling', 'Takes the objection of a user to profiling, or its withdrawal.'],
  ['POST', 'context', 'SetContext', 'Sets signals of a region or of items, such as weather or promotions.'],
  ['GET', 'surfaces', 'ListSurfaces', 'Lists surfaces, or all kept versions of one.'],
  ['POST', 'surfaces', 'PutSurface', 'Adds or changes a surface.'],
  ['POST', 'surfaces/roll-back', 'RollBackSurface', 'Lets an earlier version of a surface count again.'],
  ['POST', 'surfaces/delete', 'DeleteSurface', 'Deletes a surface.'],
  ['POST', 'impressions/confirm', 'ConfirmImpression', 'Confirms that a recommendation was really seen.'],
];
