import { LocalClock } from '@stars/features';
import { seededRandom } from '@stars/ranking';
import { describe, expect, it } from 'vitest';
import { type EvaluationSession, type EvaluationSet, knownItems } from './evaluation-set.js';
import { splitByTime } from './split.js';
import type { ReplayModel } from './stars-candidates.js';
import { starsRankers } from './stars-rankers.js';
import { type SmallRow, smallLog } from './testing/small-log.js';

const WIDTH = 3;
const random = seededRandom(4);
const rows = Array.from(
  { length: 900 },
  (): SmallRow => [
    `user ${Math.floor(random() * 20)}`,
    `item ${Math.floor(random() * 40)}`,
    new Date(Date.UTC(2026, 0, 1) + Math.floor(random() * 30 * 86_400_000)).toISOString(),
  ],
);
const set: EvaluationSet = splitByTime(smallLog(rows), new LocalClock('UTC'), { fraction: 0.3 });
const I = set.catalogue.length;
const numbers = (length: number): Float32Array => Float32Array.from({ length }, () => 2 * random() - 1);
const itemVectors = numbers(I * WIDTH);
// One item has no vector.
itemVectors.fill(Number.NaN, 5 * WIDTH, 6 * WIDTH);
const vectors = { general: numbers(set.sessions.length * WIDTH), next: numbers(set.sessions.length * WIDTH) };
const numberOf = new Map(set.sessions.map(({ sessionId }, n) => [sessionId, n]));
const rowOf = (matrix: Float32Array, n: number): Float32Array => matrix.subarray(n * WIDTH, (n + 1) * WIDTH);
const dot = (a: Float32Array, item: number): number =>
  a.reduce((sum, x, d) => sum + x * itemVectors[item * WIDTH + d]!, 0);

const shift = numbers(I);
/** Of the items that a user had chosen, and of one that they only looked at. */
const repeats = (session: EvaluationSession) =>
  new Map([...knownItems(set, session), 17].map((item) => [item, { general: item / I, next: 1 - item / I }]));

const model: ReplayModel = {
  width: WIDTH,
  itemVectors,
  encode: async (sessions) => {
    const gather = (matrix: Float32Array) =>
      Float32Array.from(sessions.flatMap(({ sessionId }) => [...rowOf(matrix, numberOf.get(sessionId)!)]));
    return { general: gather(vectors.general), next: gather(vectors.next) };
  },
  scores: (queries, _, shape) =>
    Float32Array.from({ length: shape.queries * shape.items }, (_, cell) =>
      dot(rowOf(queries, Math.floor(cell / shape.items)), cell % shape.items),
    ),
  dayShift: () => shift,
  repeats,
};

/** The best k items of a session by whole scores. */
function expected(n: number, vector: 'general' | 'next', k: number, explore: boolean): number[] {
  const session = set.sessions[n]!;
  const left = new Set(explore ? knownItems(set, session) : []);
  const had = repeats(session);
  return set.catalogue
    .map((_, item) => {
      const score = dot(rowOf(vectors[vector], n), item) + shift[item]!;
      const rho = had.get(item)?.[vector];
      return { item, score: rho === undefined ? score : Math.log(Math.exp(score) + Math.exp(rho)) };
    })
    .filter(({ item, score }) => !left.has(item) && !Number.isNaN(score))
    .sort((a, b) => b.score - a.score || a.item - b.item)
    .slice(0, k)
    .map(({ item }) => item);
}

describe('the lists of a model with a repeat head and a prior of late', () => {
  it.each([
    ['STARS GI', 'general', false],
    ['STARS NI', 'next', false],
    ['STARS NI', 'next', true],
  ] as const)('%s has the best items by whole scores (%s, explore: %s)', async (name, vector, explore) => {
    const k = 8;
    const ranker = starsRankers(model).find((each) => each.name === name)!;
    const { items } = await ranker.rank(set, { k, explore });
    expect(set.sessions.length).toBeGreaterThan(50);
    for (const n of set.sessions.keys()) {
      const listed = [...items.subarray(n * k, (n + 1) * k)].filter((item) => item >= 0);
      expect(listed).toEqual(expected(n, vector, k, explore));
    }
  });
});
