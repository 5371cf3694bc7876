import { DiversityMethod, RecommendMode, RecommendRequest } from '@stars/contracts';
import { describe, expect, it } from 'vitest';
import { filledFromSurface, surfacesFromJson } from './surfaces.js';

const asked = (part: Partial<RecommendRequest>) => RecommendRequest.fromPartial({ userId: 'anna', ...part });
const caps = [{ items: 2 }];

describe('the surfaces of settings', () => {
  it.each<[string, unknown, string]>([
    ['no object', [], 'surfaces'],
    ['a surface that is no object', { home: 'second_stage' }, 'surfaces.home'],
    ['an unknown field', { home: { seed_item_ids: ['a'] } }, 'surfaces.home.seed_item_ids'],
    ['an empty filter', { home: { filter: {} } }, 'surfaces.home.filter'],
    ['an unknown mode', { home: { mode: 'best' } }, 'surfaces.home.mode'],
    ['a k above the limit', { home: { k: 1001 } }, 'surfaces.home.k'],
    ['a share above 1', { home: { diversity: { strength: 2 } } }, 'surfaces.home.diversity.strength'],
    [
      'a level twice',
      { home: { category_caps: [{ items: 1 }, { items: 2 }] } },
      'surfaces.home.category_caps[1].level',
    ],
    ['more places of coverage than its list', { home: { coverage: { places: 11 } } }, 'surfaces.home.coverage.places'],
    ['more places than its list', { home: { exploration: { places: 11 } } }, 'surfaces.home.exploration.places'],
  ])('%s is refused with its path', (_, json, field) => {
    expect(() => surfacesFromJson(json)).toThrow(expect.objectContaining({ code: 'STARS_CONFIG_INVALID', field }));
  });

  it('have two built-in ones, which the settings may define otherwise', () => {
    expect(surfacesFromJson().get('buy_again')).toMatchObject({ k: 0, mode: RecommendMode.RECOMMEND_MODE_BUY_AGAIN });
    expect(surfacesFromJson().get('discover')).toMatchObject({ excludeSeen: true, diversity: undefined });
    expect(surfacesFromJson({ discover: { mode: 'gi' } }).get('discover')).toMatchObject({
      mode: RecommendMode.RECOMMEND_MODE_GENERAL_INTEREST,
      excludePurchased: undefined,
      diversity: undefined,
    });
  });
});

describe('a request', () => {
  const surfaces = surfacesFromJson({
    home: {
      k: 12,
      mode: 'rr',
      exclude_purchased: true,
      diversity: { strength: 0.5 },
      category_caps: caps,
      coverage: { places: 3 },
      exploration: { places: 4, rate: 0.1 },
    },
  });

  const fill = (request: RecommendRequest) => filledFromSurface(request, surfaces.get(request.surface));

  it('of an unknown or no surface stays as it is', () => {
    for (const surface of ['', 'basket', '__proto__', 'constructor']) {
      const request = asked({ surface, k: 3 });
      expect(fill(request)).toBe(request);
    }
  });

  it('gets what its surface says where it says nothing', () => {
    expect(fill(asked({ surface: 'home' }))).toMatchObject({
      ...{ k: 12, mode: RecommendMode.RECOMMEND_MODE_ROUND_ROBIN, excludePurchased: true },
      ...{
        diversity: { strength: 0.5 },
        categoryCaps: caps,
        coverage: { places: 3 },
        exploration: { places: 4, rate: 0.1 },
      },
    });
  });

  it('keeps what it says itself, also that it wants none', () => {
    const own = {
      ...{ k: 3, mode: RecommendMode.RECOMMEND_MODE_SECOND_STAGE, excludePurchased: false },
      diversity: { method: DiversityMethod.DIVERSITY_METHOD_UNSPECIFIED, strength: 0, relevanceBudget: undefined },
      categoryCaps: [{ level: 0, items: 9 }],
      coverage: { places: 0, penalty: undefined, within: 0 },
      exploration: { places: 0, rate: 0, candidates: 0, seed: undefined },
    };
    expect(fill(asked({ surface: 'home', ...own }))).toMatchObject(own);
  });

  it('for a shorter list has no more places of coverage or chance than places', () => {
    const shorter = fill(asked({ surface: 'home', k: 2 }));
    expect(shorter).toMatchObject({ coverage: { places: 2 }, exploration: { places: 2 } });
  });
});
