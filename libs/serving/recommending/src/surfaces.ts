import { isObject, RecommendMode, type RecommendRequest, type Surface, surfaceFromJson } from '@stars/contracts';
import { isStarsError, StarsError } from '@stars/errors';
import { both } from './eligibility.js';

/** By the name of the surface. */
export type Surfaces = ReadonlyMap<string, Surface>;

/** Surfaces that every shop has, unless its settings define them otherwise: fields of a request, as JSON. */
export const BUILT_IN_SURFACES = {
  buy_again: { mode: 'bi' },
  discover: { exclude_seen: true },
  trending: { mode: 'trending' },
  best_sellers: { mode: 'best_sellers' },
  newest: { mode: 'newest' },
  back_in_stock: { mode: 'back_in_stock' },
  price_dropped: { mode: 'price_dropped' },
};

/**
 * The surfaces of the settings, as JSON by name, and the built-in ones that the settings do not name.
 * Errors: `STARS_CONFIG_INVALID` with the path of the field, such as `surfaces.home.diversity.strength`.
 */
export function surfacesFromJson(given: unknown = {}): Surfaces {
  if (!isObject(given)) throw invalid('surfaces', 'surfaces are an object of surfaces by name');
  const named = Object.entries({ ...BUILT_IN_SURFACES, ...given });
  return new Map(named.map(([name, rules]) => [name, configuredSurface(`surfaces.${name}`, rules)]));
}

function configuredSurface(path: string, rules: unknown): Surface {
  try {
    return surfaceFromJson(rules, path);
  } catch (error) {
    if (!isStarsError(error)) throw error;
    throw invalid(error.field ?? path, error.message, error);
  }
}

/** The request, with what its surface says where the request says nothing. An unknown surface says nothing. */
export function filledFromSurface(request: RecommendRequest, surface: Surface | undefined): RecommendRequest {
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
    excludeSeen: request.excludeSeen ?? surface.excludeSeen,
    coverage: request.coverage ?? withPlaces(surface.coverage, k),
    diversity: request.diversity ?? surface.diversity,
    categoryCaps: request.categoryCaps.length > 0 ? request.categoryCaps : surface.categoryCaps,
    exploration: request.exploration ?? withPlaces(surface.exploration, k),
    fatigue: request.fatigue ?? surface.fatigue,
  };
}

/** The places of the surface are for a list of its own length: a shorter one that a request asks for has no more than its own. */
const withPlaces = <R extends { places: number }>(rule: R | undefined, k: number): R | undefined =>
  rule && { ...rule, places: Math.min(rule.places, k || rule.places) };

const invalid = (field: string, message: string, cause?: unknown): StarsError =>
  new StarsError('STARS_CONFIG_INVALID', message, { field, ...(cause === undefined ? {} : { cause }) });
