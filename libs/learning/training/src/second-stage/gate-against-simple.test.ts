import { createRandom } from '@stars/model';
import { describe, expect, it } from 'vitest';
import { compareWithSimple, simpleWeights, verdictOf } from './gate-against-simple.js';
import type { UnseenScores } from './out-of-fold.js';

const NAMES = ['sessions', 'popularity of the highest, 7 days', 'own count, decay 90 days, and popularity'];
const CANDIDATES = 30;

/** Sessions in which the candidate with the most popularity is bought; `noise` of the ranker's own scores. */
function sessions(count: number, noise: number): UnseenScores[] {
  const random = createRandom(5);
  return Array.from({ length: count }, (_, user) => {
    const features = Float16Array.from({ length: CANDIDATES * NAMES.length }, () => random());
    features[(user % CANDIDATES) * NAMES.length + 1] = 1.25;
    const popularity = Float64Array.from({ length: CANDIDATES }, (_, n) => features[n * NAMES.length + 1]!);
    const purchased = Int32Array.of(popularity.indexOf(Math.max(...popularity)));
    const base = popularity.map((value) => value + noise * (random() - 0.5));
    return {
      example: { features, purchased, candidates: CANDIDATES, user, session: `${user}` },
      base,
      added: new Float32Array(CANDIDATES),
    };
  });
}

const ALL = { names: NAMES, of: 'all' } as const;

describe('compareWithSimple', () => {
  it('says that a worse ranker gave way, and to which simple ranking', () => {
    const compared = compareWithSimple(sessions(80, 4), ALL, 0);
    expect(compared).toMatchObject({ sessions: 80, gaveWayTo: 'recent popularity', found: { simple: 1 } });
    expect(compared.found!.ranker).toBeLessThan(0.6);
    expect(verdictOf(compared.found!)).toBe('behind');
  });

  it('lets a ranker pass that is as good, and compares nothing with few sessions', () => {
    expect(compareWithSimple(sessions(80, 0), ALL, 0)).toEqual({
      sessions: 80,
      found: { ranker: 1, simple: 1, better: 'recent popularity', error: 0 },
    });
    expect(compareWithSimple(sessions(19, 4), ALL, 0)).toEqual({ sessions: 19 });
  });

  it('counts the network by the trust in it', () => {
    const some = sessions(80, 0).map((scored) => ({ ...scored, added: Float32Array.from(scored.base, (x) => -2 * x) }));
    expect(compareWithSimple(some, ALL, 0).gaveWayTo).toBeUndefined();
    expect(compareWithSimple(some, ALL, 1).gaveWayTo).toBe('recent popularity');
  });

  it('compares unseen items with popularity alone, and nothing with a column that is left out', () => {
    const frequent = sessions(80, 4).map((scored) => {
      const { features, candidates } = scored.example;
      const own = Array.from({ length: candidates }, (_, n) => features[n * NAMES.length + 2]!);
      return { ...scored, example: { ...scored.example, purchased: Int32Array.of(own.indexOf(Math.max(...own))) } };
    });
    expect(compareWithSimple(frequent, ALL, 0).found!.better).toBe('personal frequency');
    expect(compareWithSimple(frequent, { ...ALL, of: 'fresh' }, 0).found!.better).toBe('recent popularity');
    expect(compareWithSimple(frequent, { names: NAMES.slice(0, 1), of: 'all' }, 0)).toEqual({ sessions: 80 });
  });
});

describe('compareWithSimple, where people look before they take', () => {
  const names = ['own session: other items since', 'in sessions like this one', 'popularity of the highest, 7 days'];
  const NEVER = 7;

  /** The item that was met last is taken, and the unseen one of the most similar sessions is opened; both are labels. @param noise Of the ranker. */
  function moments(noise: number, deviation = 1): UnseenScores[] {
    const random = createRandom(5);
    return Array.from({ length: 80 }, (_, user) => {
      const rows = Array.from({ length: CANDIDATES }, (_, n) => [
        n < 5 ? Math.log1p(4 - n) : NEVER,
        n === 9 ? 0 : -1 - random(),
        random(),
      ]);
      const [taken, opened] = [4, 9];
      const base = Float64Array.from(rows, ([since, like]) => 0.05 * like! - since! + noise * (random() - 0.5));
      const example = {
        ...{ features: Float16Array.from(rows.flat(), (x) => x / deviation), candidates: CANDIDATES },
        ...{ purchased: Int32Array.of(taken, opened), weights: Float32Array.of(1, 0.1), taken },
        ...{ user, session: `${user}` },
      };
      return { example, base, added: new Float32Array(CANDIDATES) };
    });
  }

  it('never says ahead where the item that was met last is always taken', () => {
    for (const noise of [0, 0.01, 8]) {
      const { found } = compareWithSimple(moments(noise), { names, of: 'all' }, 0);
      expect(found).toMatchObject({ simple: 1, better: 'last viewed first' });
      expect(verdictOf(found!)).not.toBe('ahead');
    }
    expect(compareWithSimple(moments(8), { names, of: 'all' }, 0).gaveWayTo).toBe('last viewed first');
  });

  it('reads columns as they were before they were divided', () => {
    const deviation = Float32Array.of(2, 2, 2);
    const { found } = compareWithSimple(moments(0, 2), { names, of: 'all', deviation }, 0);
    expect(found).toMatchObject({ simple: 1, better: 'last viewed first' });
    expect([...simpleWeights('last viewed first', names, deviation)]).toEqual([-2, Math.fround(0.1), 0]);
  });

  it('compares unseen items with what is met in similar sessions', () => {
    const unseen = moments(0).map((scored) => ({
      ...scored,
      example: { ...scored.example, purchased: Int32Array.of(9) },
    }));
    expect(compareWithSimple(unseen, { names, of: 'fresh' }, 0).found).toMatchObject({
      ...{ simple: 1, better: 'similar sessions' },
    });
  });
});

describe('verdictOf', () => {
  it('is level within two standard errors', () => {
    const of = (ranker: number) => verdictOf({ ranker, simple: 0.5, error: 0.0625 });
    expect([0.37, 0.375, 0.5, 0.625, 0.63].map(of)).toEqual(['behind', 'level', 'level', 'level', 'ahead']);
  });
});

it('a simple ranking is a sum of columns', () => {
  expect([...simpleWeights('recent popularity', NAMES)]).toEqual([0, 1, 0]);
  expect([...simpleWeights('personal frequency', NAMES)]).toEqual([0, 0, 1]);
});
