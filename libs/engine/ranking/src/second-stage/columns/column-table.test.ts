import { InteractionType } from '@stars/contracts';
import { describe, expect, it } from 'vitest';
import { catalogueTotals } from '../catalogue-totals.js';
import { type FeatureLayout, groupLevels } from '../feature-layout.js';
import { boughtItems, HistorySimilarity } from '../history-similarity.js';
import { itemNeighbours, itemsMetTogether } from '../item-neighbours.js';
import { fadesOn } from '../item-statistics.js';
import { TextLikeness } from '../item-texts.js';
import { OwnEvidence } from '../own-evidence.js';
import { OwnNovelty } from '../own-novelty.js';
import { OwnTouches } from '../own-touches.js';
import { PurchaseHistory } from '../purchase-history.js';
import { StatisticsOfLog } from '../statistics-of-log.js';
import { ITEMS, LEVELS, logOf, type UserEvent } from '../testing/random-sessions.js';
import type { CandidateRow, ColumnFamily } from './column-family.js';
import { columnTable, featureNames, secondStageColumns } from './column-table.js';

const SIGNALS = [
  { name: 'display', values: [1, 3] },
  { name: 'mailer', values: [2] },
];
const SWITCHES = ['regions', 'texts'] as const;
const EVIDENCE = [
  { name: 'view' as const, weight: 0.2 },
  { name: 'add_to_cart' as const, weight: 0.5 },
];
const LEAST: FeatureLayout = { levels: 0, signals: [], regions: false };
const EVERYTHING: FeatureLayout = {
  ...{ levels: 1, signals: SIGNALS, regions: true, texts: true, evidence: EVIDENCE },
};

/** Every switch on and off, with none to two levels, with signals and without; every other one with evidence. */
const layouts: FeatureLayout[] = Array.from({ length: 2 ** SWITCHES.length }, (_, bits) =>
  Object.fromEntries(SWITCHES.map((name, s) => [name, ((bits >> s) & 1) === 1])),
).flatMap((switches) =>
  [0, 1, 2].flatMap((levels) =>
    [[], SIGNALS].flatMap((signals) => {
      const layout = { ...LEAST, ...switches, levels, signals };
      return [layout, { ...layout, evidence: EVIDENCE.slice(0, 1 + (levels % 2)) }];
    }),
  ),
);

const DAY = 30;
const events: UserEvent[] = Array.from({ length: 60 }, (_, n) => ({
  ...{ user: n % 4, day: Math.floor(n / 3), hour: n % 24, region: n % 3, item: (n * 7) % (ITEMS - 1) },
})).sort((a, b) => a.user - b.user || a.day - b.day);
const log = logOf(events);

/** The last item was never bought; item 6 is of no group. */
function rowOf(layout: FeatureLayout, item: number, known: boolean): CandidateRow {
  const levels = [...LEVELS, LEVELS[0]].slice(0, groupLevels(layout));
  const others = (layout.evidence ?? []).map(() => log);
  const ofLog = new StatisticsOfLog(log, ITEMS, levels, others);
  const evidence = layout.evidence && new OwnEvidence(layout.evidence);
  ofLog.advanceTo(DAY);
  const { statistics } = ofLog;
  const fades = fadesOn(DAY, statistics);
  const history = new PurchaseHistory(levels);
  const novelty = new OwnNovelty(levels);
  const users = new HistorySimilarity(itemNeighbours(log, ITEMS));
  const [sessions, touched] = [itemsMetTogether(log, ITEMS), itemsMetTogether(log, ITEMS)].map(
    (table) => new HistorySimilarity(table),
  ) as [HistorySimilarity, HistorySimilarity];
  const touches = new OwnTouches(levels);
  const texts = new TextLikeness({ width: 2, values: new Float32Array(2 * ITEMS).fill(Math.SQRT1_2) });
  if (known) {
    history.read(log, log.userOffsets[0]!, log.userOffsets[1]!, DAY, 12);
    const looked = [InteractionType.INTERACTION_TYPE_VIEW, InteractionType.INTERACTION_TYPE_ADD_TO_CART];
    evidence?.read(
      looked.map((type, time) => ({ item, type, time, target: false })),
      5,
    );
    novelty.read(history, log, log.userOffsets[1]!, DAY);
    for (const similarity of [users, sessions]) similarity.read(boughtItems(history, history.inOrder()));
    touches.read([{ item, type: InteractionType.INTERACTION_TYPE_PURCHASE, time: 3, target: true }], 5);
    touched.read(touches);
    texts.read(touches);
  }
  const live = {
    known: true,
    values: layout.signals.map(() => new Uint8Array(ITEMS).fill(1)),
    items: new Int32Array(0),
  };
  const scores = { general: Float32Array.of(1), next: Float32Array.of(2), bestGeneral: 3, bestNext: 4 };
  return {
    ...{
      item,
      own: history.items.numberOf(item),
      place: 0,
      popularity: 4,
      inRegion: 3,
      levels,
      statistics,
      fades,
      totals: catalogueTotals(statistics),
      ofWeek: 2,
      borrowed: undefined,
      history,
      novelty,
      evidence,
      similarity: { users, sessions, touched, seeds: users },
      touches,
      texts,
    },
    ...{
      request: { day: DAY, hour: 12, region: 1 },
      live: known ? live : undefined,
      scores: known ? scores : undefined,
    },
  };
}

describe('columnTable', () => {
  it.each([
    ['an item that the user had', 0, true],
    ['an item of no group', 6, true],
    ['an item that nobody had', ITEMS - 1, true],
    ['an item, of a user without a history', 0, false],
  ])('writes as many finite numbers as it has names, in every layout: for %s', (_, item, known) => {
    for (const layout of layouts) {
      const row = rowOf(layout, item, known);
      const { repeat, request, item: ofItem, groups, candidate } = columnTable(layout);
      const written = [...(row.own === 0 ? [] : repeat), ...request, ...ofItem, ...candidate];
      const check = <Row>({ names, write }: ColumnFamily<Row>, of: Row): void => {
        const out = new Float32Array(names.length + 2).fill(Number.NaN);
        write(of, out, 1);
        expect([...out].map(Number.isFinite), names.join()).toEqual([false, ...names.map(() => true), false]);
      };
      for (const family of written) check(family, row);
      groups.forEach((families, level) => {
        const numbers = [0, row.history.groups[level]!.groups.numberOf(row.levels[level]![item]!)];
        for (const family of families) for (const number of numbers) check(family, { ...row, number });
      });
    }
  });

  it('has a finite value in every column for an item that the user never had', () => {
    for (const { names, neverHad } of columnTable(LEAST).repeat) {
      expect(neverHad.map(Number.isFinite), names.join()).toEqual(names.map(() => true));
    }
  });

  it('names every column once, and those of a smaller layout in the same order as those of a larger one', () => {
    const all = featureNames({ ...EVERYTHING, levels: 2 });
    for (const layout of layouts) {
      const names = featureNames(layout);
      expect(new Set(names).size).toBe(names.length);
    }
    for (const name of SWITCHES) {
      const names = featureNames({ ...EVERYTHING, levels: 2, [name]: false });
      expect(names).toEqual(all.filter((column) => names.includes(column)));
      expect(names.length).toBeLessThan(all.length);
    }
    const { evidence: _, ...plain } = EVERYTHING;
    const names = featureNames({ ...plain, levels: 2 });
    expect(names).toEqual(all.filter((column) => names.includes(column)));
    // Two of the user, six and two of user and item, and three of the item for each kind.
    expect(all.length - names.length).toBe(2 + 8 + 6);
  });
});

describe('secondStageColumns', () => {
  it('lists each column with its group', () => {
    const columns = secondStageColumns(EVERYTHING);
    expect(columns.map(({ name }) => name)).toEqual(featureNames(EVERYTHING));
    expect(columns).toContainEqual({ name: 'own count', group: 'repeat purchases' });
    expect(columns).toContainEqual({ name: 'group 1: own distinct', group: 'explore' });
    expect(new Set(secondStageColumns(LEAST).map(({ group }) => group))).toEqual(
      new Set(['repeat purchases', 'user', 'explore', 'item', 'similarity', 'model scores']),
    );
  });
});
