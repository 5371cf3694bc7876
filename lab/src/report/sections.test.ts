import { measure } from '@stars/evaluation';
import { fourSessions, listed } from '@stars/evaluation/testing';
import { LocalClock } from '@stars/features';
import { describe, expect, it } from 'vitest';
import { candidateFigure, candidateSets } from './candidate-figure.js';
import { categoryTable } from './category-table.js';
import { historyFigure } from './history-figure.js';
import { itemCategories } from './item-categories.js';
import { repeatSplit } from './repeat-split.js';

const set = fourSessions();
const [U20, U21, V20, W22] = ['u_2026-01-20', 'u_2026-01-21', 'v_2026-01-20', 'w_2026-01-22'];
const bootstrap = { resamples: 50, seed: 1 };

/** Hits u 20 (a, c), misses u 21, hits v 20 (a), misses w 22. */
const model = listed(set, { [U20]: ['a', 'e', 'c'], [U21]: ['a', 'b'], [V20]: ['a', 'b'], [W22]: ['e', 'a'] });
/** Hits u 20 (a), u 21, misses v 20, hits w 22. */
const baseline = listed(set, { [U20]: ['a'], [U21]: ['d'], [V20]: ['e'], [W22]: ['b'] });

it('is the set that its table describes', () => {
  expect(set.catalogue).toEqual(['a', 'b', 'c', 'd', 'e']);
  const names = (items: Uint32Array) => [...items].map((item) => set.catalogue[item]);
  expect(
    set.sessions.map((s) => [s.sessionId, s.histLen, s.histSessions, names(s.target), names(s.targetNew)]),
  ).toEqual([
    [U20, 3, 2, ['a', 'c'], ['c']],
    [U21, 5, 3, ['d'], ['d']],
    [V20, 2, 1, ['a', 'c'], []],
    [W22, 0, 0, ['b'], ['b']],
  ]);
});

describe('historyFigure', () => {
  const named = { name: 'model', measured: measure(set, model, bootstrap) };
  const other = { name: 'baseline', measured: measure(set, baseline, bootstrap) };

  it('gives the mean and the gain of each bucket', () => {
    const figure = historyFigure(named, [other], { metric: 'hit@5', targets: 'all', by: 'interactions', ...bootstrap });
    expect(figure.buckets.map(({ label, sessions, users, value }) => [label, sessions, users, value])).toEqual([
      ['0', 1, 1, 0],
      ['1-10', 3, 2, 2 / 3],
    ]);
    const [none, some] = figure.buckets.map(({ against }) => against[0]!);
    expect(none).toEqual({
      baseline: 'baseline',
      value: 1,
      ci95: [1, 1],
      difference: { mean: -1, ci95: [-1, -1] },
      relative: -1,
    });
    expect(some?.value).toBeCloseTo(2 / 3, 12);
    expect(some?.difference.mean).toBeCloseTo(0, 12);
    expect(some?.relative).toBeCloseTo(0, 12);
    // u alone has a difference of -1/2 over two sessions, v alone of +1.
    expect(some?.difference.ci95).toEqual([-0.5, 1]);
  });

  it('has no relative gain over zero', () => {
    const figure = historyFigure(other, [named], { metric: 'hit@5', targets: 'all', by: 'days', ...bootstrap });
    expect(figure.buckets.find(({ label }) => label === '0')?.against[0]?.relative).toBeNull();
  });
});

describe('itemCategories', () => {
  const items = (paths: Record<string, string[]>) =>
    new Map(Object.entries(paths).map(([id, category]) => [id, { category }]));

  it('takes the finest level with at least two categories, each by its path', () => {
    const categories = itemCategories(
      ['a', 'b', 'c', 'd', 'unknown'],
      items({ a: ['Food', 'Milk'], b: ['Food', 'Other'], c: ['Home', 'Other'], d: ['Home'] }),
    )!;
    expect(categories.attribute).toBe('category, level 2 of 2');
    expect(categories.names).toEqual(['Milk', 'Food / Other', 'Home / Other']);
    expect([...categories.of]).toEqual([0, 1, 2, -1, -1]);
  });

  it('uses a broader level if there are too many, and is undefined if there are none', () => {
    const ids = Array.from({ length: 600 }, (_, n) => `i${n}`);
    const deep = items(Object.fromEntries(ids.map((id, n) => [id, [n % 2 ? 'odd' : 'even', id]])));
    expect(itemCategories(ids, deep)).toMatchObject({ attribute: 'category, level 1 of 2', names: ['even', 'odd'] });
    expect(itemCategories(ids, items({}))).toBeUndefined();
    expect(itemCategories(['a', 'b'], items({ a: ['All'], b: ['All'] }))).toBeUndefined();
  });
});

describe('categoryTable', () => {
  /** a, b: first; c, d: second; e has none. */
  const categories = { attribute: 'category', names: ['first', 'second'], of: Int32Array.of(0, 0, 1, 1, -1) };

  it('counts sessions, targets and hits of each category', () => {
    const table = categoryTable(
      set,
      categories,
      { name: 'model', lists: model },
      { name: 'baseline', lists: baseline },
      { minSessions: 1, ...bootstrap },
    );
    expect(table).toMatchObject({ categories: 2, shown: 2, items_without: 1, model: 'model', baseline: 'baseline' });
    // first: a in u 20 (hit), a in v 20 (hit), b in w 22 (miss); second: c in u 20 (hit), d in u 21, c in v 20.
    expect(table.rows.map(({ 'hit@5_ci95': _, ...row }) => row)).toEqual([
      {
        category: 'first',
        items: 2,
        sessions: 3,
        users: 3,
        targets: 3,
        'hit@5': 2 / 3,
        'hit@5_baseline': 2 / 3,
        'recall@10': 2 / 3,
      },
      {
        category: 'second',
        items: 2,
        sessions: 3,
        users: 2,
        targets: 3,
        'hit@5': 1 / 3,
        'hit@5_baseline': 1 / 3,
        'recall@10': 1 / 3,
      },
    ]);
  });

  it('shows no category with fewer sessions than it needs', () => {
    const few = { ...categories, of: Int32Array.of(0, 0, 0, 1, -1) };
    const table = categoryTable(set, few, { name: 'model', lists: model }, undefined, { minSessions: 2, resamples: 5 });
    expect(table.rows.map(({ category, sessions, targets }) => [category, sessions, targets])).toEqual([
      ['first', 3, 5],
    ]);
    expect(table).toMatchObject({ categories: 2, shown: 1, baseline: null });
  });
});

describe('repeatSplit', () => {
  it('separates hits on repeats from hits on items new to the user', () => {
    const split = repeatSplit(set, [{ name: 'model', lists: model }]);
    // Targets: a, c | d | a, c | b; had before: a in u 20, a and c in v 20.
    expect(split).toMatchObject({ repeats_among_targets: 0.5, sessions_with_repeats: 2, sessions_with_new: 3 });
    expect(split.rows).toEqual([
      {
        ranker: 'model',
        // Of a, e, c | a, b | a, b | e, a the user had a | a, b | a.
        repeats_shown: 4 / 9,
        // u 20: a of a; v 20: a of a, c.
        'repeat_recall@10': 0.75,
        // u 20: c of c; u 21: none of d; w 22: none of b.
        'new_recall@10': 1 / 3,
      },
    ]);
  });
});

describe('candidateFigure', () => {
  const clock = new LocalClock('UTC');
  const page = (userId: string, time: string, ...items: string[]) => ({ userId, time: Date.parse(time), items });
  const shown = candidateSets(
    set,
    [
      page('u', '2026-01-20T09:00:00Z', 'e', 'c'),
      page('u', '2026-01-20T18:00:00Z', 'c', 'b', 'gone'),
      page('v', '2026-01-20T09:00:00Z', 'b'),
      page('w', '2026-01-21T23:59:59Z', 'b'),
      page('stranger', '2026-01-20T09:00:00Z', 'a'),
    ],
    clock,
  );

  it('finds the items shown to the user of a session on its day', () => {
    expect(shown.map((items) => [...items].map((item) => set.catalogue[item]))).toEqual([
      ['b', 'c', 'e'],
      [],
      ['b'],
      [],
    ]);
  });

  it('ranks only those, in sessions with a target among them', () => {
    const figure = candidateFigure(
      set,
      shown,
      { name: 'model', lists: model },
      [{ name: 'b', lists: baseline }],
      bootstrap,
    );
    // Only u 20 took what it was shown: c, of b, c, e; the model lists e and c, the baseline neither.
    expect(figure).toMatchObject({ model: 'model', depth: 10, buckets: [{ label: '1-10', sessions: 1, value: 1 }] });
    expect(figure?.within_depth).toBeCloseTo(2 / 3, 12);
    expect(figure?.buckets[0]?.against[0]).toMatchObject({ value: 0, relative: null });
  });

  it('is undefined if no session has a target among its shown items', () => {
    expect(
      candidateFigure(
        set,
        set.sessions.map(() => new Uint32Array()),
        { name: 'm', lists: model },
        [],
      ),
    ).toBeUndefined();
  });
});
