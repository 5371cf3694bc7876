import { isObject, RecommendMode, type RecommendRequest, recommendRequestFromJson } from '@stars/contracts';
import { isStarsError, StarsError } from '@stars/errors';
import { both } from './eligibility.js';

/** What a request that names the surface gets where it says nothing itself. `k` of 0 and an unspecified mode say nothing. */
export type Surface = Pick<
  RecommendRequest,
  | 'k'
  | 'mode'
  | 'filter'
  | 'windowDays'
  | 'excludePurchased'
  | 'coverage'
  | 'diversity'
  | 'categoryCaps'
  | 'exploration'
>;

/** By the name of the surface. */
export type Surfaces = ReadonlyMap<string, Surface>;

const FIELDS = [
  'k',
  'mode',
  'filter',
  'window_days',
  'exclude_purchased',
  'coverage',
  'diversity',
  'category_caps',
  'exploration',
];

/** Surfaces that every shop has, unless its settings define them otherwise: fields of a request, as JSON. */
export const BUILT_IN_SURFACES = {
  buy_again: { mode: 'bi' },
  discover: { exclude_purchased: true },
  trending: { mode: 'trending' },
  best_sellers: { mode: 'best_sellers' },
  newest: { mode: 'newest' },
};

/**
 * The surfaces of the settings, as JSON by name, and the built-in ones that the settings do not name.
 * Errors: `STARS_CONFIG_INVALID` with the path of the field, such as `surfaces.home.diversity.strength`.
 */
export function surfacesFromJson(given: unknown = {}): Surfaces {
  if (!isObject(given)) throw invalid('surfaces', 'surfaces are an object of surfaces by name');
  const named = Object.entries({ ...BUILT_IN_SURFACES, ...given });
  return new Map(named.map(([name, rules]) => [name, surfaceFromJson(`surfaces.${name}`, rules)]));
}

function surfaceFromJson(path: string, rules: unknown): Surface {
  if (!isObject(rules)) throw invalid(path, `${path} is an object of ${FIELDS.join(', ')}`);
  const unknown = Object.keys(rules).find((field) => !FIELDS.includes(field));
  if (unknown !== undefined) {
    throw invalid(`${path}.${unknown}`, `a surface has no ${unknown}, only ${FIELDS.join(', ')}`);
  }
  try {
    // The rules of a request hold, whoever says them.
    const checked = recommendRequestFromJson({ user_id: 'any', ...rules }, path);
    const { mode, filter, windowDays, excludePurchased, coverage, diversity, categoryCaps, exploration } = checked;
    const k = 'k' in rules ? checked.k : 0;
    return { k, mode, filter, windowDays, excludePurchased, coverage, diversity, categoryCaps, exploration };
  } catch (error) {
    if (!isStarsError(error)) throw error;
    throw invalid(error.field ?? path, error.message, error);
  }
}

/** The request, with what its surface says where the request says nothing. An unknown surface says nothing. */
export function filledFromSurface(request: RecommendRequest, surfaces: Surfaces): RecommendRequest {
  const surface = surfaces.get(request.surface);
  if (surface === undefined) return request;
  const unspecified = request.mode === RecommendMode.RECOMMEND_MODE_UNSPECIFIED;
  const k = request.k || surface.k;
  return {
    ...request,
    k,
    mode: unspecified ? surface.mode : request.mode,
    filter: both(surface.filter, request.filter),
    windowDays: request.windowDays ?? surface.windowDays,
    excludePurchased: request.excludePurchased ?? surface.excludePurchased,
    coverage: request.coverage ?? withPlaces(surface.coverage, k),
    diversity: request.diversity ?? surface.diversity,
    categoryCaps: request.categoryCaps.length > 0 ? request.categoryCaps : surface.categoryCaps,
    exploration: request.exploration ?? withPlaces(surface.exploration, k),
  };
}

/** The places of the surface are for a list of its own length: a shorter one that a request asks for has no more than its own. */
const withPlaces = <R extends { places: number }>(rule: R | undefined, k: number): R | undefined =>
  rule && { ...rule, places: Math.min(rule.places, k || rule.places) };

const invalid = (field: string, message: string, cause?: unknown): StarsError =>
  new StarsError('STARS_CONFIG_INVALID', message, { field, ...(cause === undefined ? {} : { cause }) });
