import { LocalClock } from '@stars/features';
import {
  type EvaluationSession,
  type EvaluationSet,
  type ReplayModel,
  seededRandom,
  seenItems,
  splitByTime,
} from '@stars/replay';
import { type SmallRow, smallLog } from '@stars/replay/testing';
import { describe, expect, it, vi } from 'vitest';
import { starsRankers } from './stars-ranker.js';

const WIDTH = 3;
const random = seededRandom(9);
const rows = Array.from(
  { length: 3000 },
  (): SmallRow => [
    `user ${Math.floor(random() * 40)}`,
    `item ${Math.floor(random() * 50)}`,
    new Date(Date.UTC(2026, 0, 1) + Math.floor(random() * 30 * 86_400_000)).toISOString(),
  ],
);
const set = splitByTime(smallLog(rows), new LocalClock('UTC'), { fraction: 0.4 });

/** On a tested day, so the catalogue does not have it; user 1 takes it more often than anything else. */
const unlisted = Array.from(
  { length: 20 },
  (_, minute): SmallRow => ['user 1', 'unlisted', new Date(Date.UTC(2026, 0, 21, 12, minute)).toISOString()],
);

/** Numbers with few values, so that scores tie. */
const coarse = (length: number) => Float32Array.from({ length }, () => Math.floor(random() * 3) - 1);
const itemVectors = coarse(set.catalogue.length * WIDTH);
const general = coarse(set.sessions.length * WIDTH);
const next = coarse(set.sessions.length * WIDTH);

function model(known?: Uint8Array): ReplayModel {
  const at = new Map(set.sessions.map((session, n) => [session.sessionId, n]));
  const rowsOf = (matrix: Float32Array, picked: number[]) =>
    Float32Array.from(picked.flatMap((n) => [...matrix.subarray(n * WIDTH, (n + 1) * WIDTH)]));
  return {
    width: WIDTH,
    itemVectors,
    encode: async (sessions) => {
      const picked = sessions.map((session) => at.get(session.sessionId)!);
      return {
        general: rowsOf(general, picked),
        next: rowsOf(next, picked),
        known: known && Uint8Array.from(picked, (n) => known[n]!),
      };
    },
    scores: (queries, items, shape) =>
      Float32Array.from({ length: shape.queries * shape.items }, (_, cell) => {
        const [q, i] = [Math.floor(cell / shape.items), cell % shape.items];
        return dot(queries, q, items, i);
      }),
  };
}

function dot(a: Float32Array, row: number, b: Float32Array, other: number): number {
  let sum = 0;
  for (let d = 0; d < WIDTH; d++) sum += a[row * WIDTH + d]! * b[other * WIDTH + d]!;
  return sum;
}

/** All items by inner product, ties to the lower index. */
function sorted(of: EvaluationSet, queries: Float32Array, n: number, excluded: Set<number>): number[] {
  return of.catalogue
    .map((_, index) => ({ index, score: dot(queries, n, itemVectors, index) }))
    .filter(({ index }) => !excluded.has(index))
    .sort((a, b) => b.score - a.score || a.index - b.index)
    .map(({ index }) => index);
}

const k = 10;

/** Items of the catalogue before the session, by Σ exp(−days / 90) over distinct times, ties to the lower index. */
function repeatCandidates(of: EvaluationSet, session: EvaluationSession): number[] {
  const weights = new Map<number, number>();
  const counted = new Set<string>();
  for (let row = session.historyFrom; row < session.historyTo; row++) {
    const item = of.catalogue.indexOf(of.log.items[of.log.item[row]!]!);
    const time = of.log.time[row]!;
    if (item < 0 || counted.has(`${item} ${time}`)) continue;
    counted.add(`${item} ${time}`);
    weights.set(item, (weights.get(item) ?? 0) + Math.exp((time - session.time) / (90 * 86_400_000)));
  }
  return [...weights].sort((a, b) => b[1] - a[1] || a[0] - b[0]).map(([item]) => item);
}

describe('starsRankers', () => {
  it.each([false, true])(
    'GI and NI are exact searches, RR merges them by round robin (explore: %s)',
    async (explore) => {
      const [gi, ni, rr] = await Promise.all(starsRankers(model()).map((ranker) => ranker.rank(set, { k, explore })));
      expect(set.sessions.length).toBeGreaterThan(256);
      for (const n of set.sessions.keys()) {
        const excluded = new Set(explore ? seenItems(set, set.sessions[n]!) : []);
        const byGeneral = sorted(set, general, n, excluded).slice(0, k);
        const byNext = sorted(set, next, n, excluded).slice(0, k);
        const pad = (list: number[]) => [...list, ...Array(k - list.length).fill(-1)];
        const row = (lists: typeof gi) => [...lists!.items.subarray(n * k, (n + 1) * k)];
        expect(row(gi)).toEqual(pad(byGeneral));
        expect(row(ni)).toEqual(pad(byNext));
        const merged = byNext.flatMap((item, r) => [item, byGeneral[r]!]);
        if (new Set(merged).size === merged.length) expect(row(rr)).toEqual(pad(merged.slice(0, k)));
        const listed = row(rr).filter((item) => item >= 0);
        expect(new Set(listed).size).toBe(listed.length);
        expect(listed.every((item) => byGeneral.includes(item) || byNext.includes(item))).toBe(true);
        expect(listed[0]).toBe(byNext[0]);
      }
    },
  );

  it('RR+BI adds repeat candidates of the catalogue by round robin, by decayed frequency before the session', async () => {
    const some = splitByTime(smallLog([...rows, ...unlisted]), new LocalClock('UTC'), { fraction: 0.4 });
    expect(some.catalogue).toEqual(set.catalogue);
    expect(some.sessions.map(({ sessionId }) => sessionId)).toEqual(set.sessions.map(({ sessionId }) => sessionId));
    const [rr, buyAgain] = await Promise.all(
      starsRankers(model(), ['RR', 'RR+BI']).map((ranker) => ranker.rank(some, { k, explore: false })),
    );
    let fromOwn = 0;
    for (const [n, session] of some.sessions.entries()) {
      const own = repeatCandidates(some, session);
      const [first, second, third, fourth] = buyAgain!.items.subarray(n * k, (n + 1) * k);
      if (own.length === 0) continue;
      const byNext = sorted(some, next, n, new Set());
      const byGeneral = sorted(some, general, n, new Set());
      expect(first).toBe(own[0]);
      expect(second).toBe(byNext.find((item) => item !== first));
      expect(third).toBe(byGeneral.find((item) => item !== first && item !== second));
      const left = own.filter((item) => item !== second && item !== third);
      if (left.length > 1) expect(fourth).toBe(left[1]);
      if (first !== rr!.items[n * k]) fromOwn++;
    }
    expect(fromOwn).toBeGreaterThan(100);
  });

  it('RR+BI is RR among items that are new to the user', async () => {
    const [rr, buyAgain] = await Promise.all(
      starsRankers(model(), ['RR', 'RR+BI']).map((ranker) => ranker.rank(set, { k, explore: true })),
    );
    expect(buyAgain).toEqual(rr);
  });

  it('encodes a session once for all variants, with seen items and without, in order of time', async () => {
    const stars = model();
    const encode = vi.spyOn(stars, 'encode');
    for (const ranker of starsRankers(stars)) {
      await ranker.rank(set, { k, explore: false });
      await ranker.rank(set, { k, explore: true });
    }
    const encoded = encode.mock.calls.flatMap(([sessions]) => sessions);
    expect(encoded).toEqual(set.sessions.toSorted((a, b) => a.time - b.time));
  });

  it('gives users without vectors the items popular before the session', async () => {
    const known = new Uint8Array(set.sessions.length).fill(1);
    known[5] = 0;
    const [ranker] = starsRankers(model(known), ['RR']);
    const plain = (await starsRankers(model(), ['RR'])[0]!.rank(set, { k, explore: false })).items;
    const { items } = await ranker!.rank(set, { k, explore: false });
    const before = set.sessions[5]!.before;
    const count = new Map<number, number>();
    const { interactions, log } = set;
    interactions.item.forEach((item, at) => {
      if (log.time[interactions.row[at]!]! < before) count.set(item, (count.get(item) ?? 0) + 1);
    });
    const popular = [...count].sort((a, b) => b[1] - a[1] || a[0] - b[0]).map(([item]) => item);
    expect([...items.subarray(5 * k, 6 * k)]).toEqual(popular.slice(0, k));
    expect(items.subarray(0, 5 * k)).toEqual(plain.subarray(0, 5 * k));
    expect(items.subarray(6 * k)).toEqual(plain.subarray(6 * k));
  });

  it('never finds an item without a vector', async () => {
    const stars = { ...model(), itemVectors: itemVectors.slice().fill(Number.NaN, 0, WIDTH) };
    const { items } = await starsRankers(stars, ['GI'])[0]!.rank(set, { k: set.catalogue.length, explore: false });
    expect(items.includes(0)).toBe(false);
    expect(items.filter((item) => item === -1)).toHaveLength(set.sessions.length);
  });

  it('stops at an abort and can rank again', async () => {
    const [ranker] = starsRankers(model());
    const stop = new AbortController();
    const first = ranker!.rank(set, {
      k,
      explore: false,
      signal: stop.signal,
      onProgress: () => stop.abort(new Error('enough')),
    });
    await expect(first).rejects.toThrow('enough');
    const { items } = await ranker!.rank(set, { k, explore: false });
    expect(items).toEqual((await starsRankers(model())[0]!.rank(set, { k, explore: false })).items);
  });
});
