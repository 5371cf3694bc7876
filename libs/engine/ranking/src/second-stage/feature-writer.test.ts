import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { catalogueTotals, fadedTotals } from './catalogue-totals.js';
import { featureNames } from './columns/column-table.js';
import { type FeatureLayout, groupLevels } from './feature-layout.js';
import { FeatureWriter } from './feature-writer.js';
import { boughtItems, HistorySimilarity } from './history-similarity.js';
import { itemNeighbours, itemsMetTogether } from './item-neighbours.js';
import { fadesOn } from './item-statistics.js';
import type { LiveSignals } from './live-signals.js';
import type { ModelScores } from './model-scores.js';
import { OwnNovelty } from './own-novelty.js';
import { OwnTouches } from './own-touches.js';
import { PurchaseHistory } from './purchase-history.js';
import type { SecondStageRequest } from './second-stage-request.js';
import { StatisticsOfLog } from './statistics-of-log.js';
import { firstSessionFrom, ITEMS, LEVELS, logOf, type UserEvent, userEvents } from './testing/random-sessions.js';

const SIGNALS = [
  { name: 'display', values: [1, 3] },
  { name: 'mailer', values: [2] },
];

/** Features by name of some candidates for one user. */
function featuresOf(
  events: readonly UserEvent[],
  candidates: readonly number[],
  request: SecondStageRequest,
  layout: FeatureLayout,
  live?: LiveSignals,
  scores?: ModelScores,
  user = 0,
): Record<string, number>[] {
  const levels = LEVELS.slice(0, groupLevels(layout));
  const log = logOf(events);
  const ofLog = new StatisticsOfLog(log, ITEMS, levels);
  ofLog.advanceTo(request.day);
  const { statistics } = ofLog;
  const history = new PurchaseHistory(levels);
  const end = firstSessionFrom(log, user, request.day);
  history.read(log, log.userOffsets[user]!, end, request.day, request.hour);
  const users = new HistorySimilarity(itemNeighbours(log, ITEMS));
  const sessions = new HistorySimilarity(itemsMetTogether(log, ITEMS));
  const bought = boughtItems(history, history.inOrder());
  users.read(bought);
  sessions.read(bought);
  const touches = new OwnTouches(levels);
  const touched = new HistorySimilarity(itemsMetTogether(log, ITEMS));
  const writer = new FeatureWriter(layout, levels, ITEMS);
  const novelty = new OwnNovelty(levels);
  novelty.read(history, log, end, request.day);
  const names = featureNames(layout);
  expect(writer.width).toBe(names.length);
  // One more row than is written, and one before: neither may be touched.
  const out = new Float32Array((candidates.length + 2) * writer.width).fill(Number.NaN);
  const fades = fadesOn(request.day, statistics);
  const totals = { ...fadedTotals(catalogueTotals(statistics), fades), month: 2 };
  const known = { request, history, statistics, fades, totals, novelty, touches };
  writer.write(
    candidates,
    { ...known, similarity: { users, sessions, touched, seeds: users }, live, scores },
    out,
    writer.width,
  );
  expect(out.subarray(0, writer.width).every(Number.isNaN)).toBe(true);
  expect(out.subarray((candidates.length + 1) * writer.width).every(Number.isNaN)).toBe(true);
  return candidates.map((_, c) => Object.fromEntries(names.map((name, f) => [name, out[(c + 1) * writer.width + f]!])));
}

const request: SecondStageRequest = { day: 14, hour: 12, region: 1 };
const everything: FeatureLayout = { levels: 1, signals: SIGNALS, regions: true };
const events: UserEvent[] = [
  { user: 0, day: 0, hour: 13, region: 1, item: 0 },
  { user: 0, day: 0, hour: 13, region: 1, item: 1 },
  { user: 0, day: 10, hour: 18, region: 1, item: 0 },
  { user: 1, day: 5, hour: 9, region: 2, item: 0 },
  { user: 1, day: 5, hour: 9, region: 2, item: 2 },
];
const signals: LiveSignals = {
  known: true,
  values: [Uint8Array.of(2, 0, 0, 0, 0, 0, 0, 0, 0), Uint8Array.of(0, 0, 1, 0, 0, 0, 0, 0, 0)],
  items: Int32Array.of(0, 2),
};
const scores: ModelScores = {
  general: Float32Array.of(1, -2),
  next: Float32Array.of(3, 0.5),
  bestGeneral: 2,
  bestNext: 3,
};
const { exp, log } = Math;
const both = featuresOf(events, [0, 2], request, everything, signals, scores);

/** Sum of decayed weights of purchases of these ages: by default those of item 0. */
const sum = (days: number, ages = [14, 9, 4]): number => ages.reduce((total, age) => total + exp(-age / days), 0);

function expectValues(found: Record<string, number>, wanted: Record<string, number>): void {
  for (const [name, value] of Object.entries(wanted)) {
    expect(found, name).toHaveProperty([name]);
    expect(found[name], name).toBeCloseTo(value, 5);
  }
}

describe('FeatureWriter', () => {
  it('writes what was computed by hand, for a repeat candidate', () => {
    expectValues(both[0]!, {
      'own count': log(3),
      'own count, decay 7 days': log(exp(-2) + exp(-4 / 7) + 1e-3),
      'own count, decay 365 days': log(exp(-14 / 365) + exp(-4 / 365) + 1e-3),
      'own count, decay 90 days, and popularity': log(exp(-14 / 90) + exp(-4 / 90) + sum(28) / 2 + 1e-3),
      'own count, decay 1.5 sessions': log(exp(-2 / 1.5) + exp(-1 / 1.5) + 1e-3),
      'days since own last': log(5),
      'days since own first': log(15),
      'own mean interval': log(11),
      'own due by mean interval': 0.4,
      'own last interval': log(11),
      'own due by last interval': 0.4,
      'own share of sessions since first': 1,
      'sessions since own last': 0,
      'own share on this weekday': 0.5,
      'own share at this time of day': 0.5,
    });
  });

  it('writes features of the user, and of the item for all users', () => {
    const interval = (log(10) + (3 * log(10)) / 2) / 4;
    expectValues(both[0]!, {
      sessions: log(3),
      'days since last session': log(5),
      'mean days between sessions': log(8),
      'mean size of sessions': log(2.5),
      'popularity, 3 days': log(1 + sum(3)),
      'popularity, 7 days': log(1 + sum(7)),
      'popularity, 28 days': log(1 + sum(28)),
      popularity: log(4),
      'growth, week of month': log((4 * (sum(7) + 1)) / (sum(28) + 4)),
      'growth, month of quarter': log((3 * (sum(28) + 1)) / (sum(91) + 3)),
      'share of purchases that repeat': (1 + 5 * 0.2) / 8,
      'mean log interval of all': interval,
      'popularity in the region, 28 days': log(1 + sum(28, [14, 4])),
    });
  });

  it('writes features of the item’s group', () => {
    const byQuarter = exp(-14 / 90) + exp(-4 / 90);
    const ofGroup = 2 * exp(-14 / 120) + exp(-4 / 120);
    const byAll = sum(28) + exp(-14 / 28);
    expectValues(both[0]!, {
      'group 0: own count, decay 30 days': log(2 * exp(-14 / 30) + exp(-4 / 30) + 1e-3),
      'group 0: own count': log(4),
      'group 0: days since own last': log(5),
      "group 0: item's share of own": byQuarter / ofGroup,
      'group 0: mean log interval of all': log(10) / 2,
      'group 0: share of purchases that repeat': 0.2,
      'group 0: popularity, 28 days': log(1 + byAll),
      "group 0: item's share of popularity": sum(28) / (1 + byAll),
    });
  });

  it('writes signals, and the model’s scores relative to the best', () => {
    expectValues(both[0]!, { 'signals known': 1, 'display is 1': 0, 'display is 3': 1, 'mailer is 2': 0 });
    expectValues(both[1]!, { 'signals known': 1, 'display is 1': 0, 'display is 3': 0, 'mailer is 2': 1 });
    expectValues(both[0]!, { 'general score below the best': -1, 'next score below the best': 0 });
    expectValues(both[1]!, { 'general score below the best': -4, 'next score below the best': -2.5 });
  });

  it('writes that an item was never bought', () => {
    expectValues(both[1]!, {
      'own count': 0,
      'own count, decay 30 days': log(1e-3),
      'own count, decay 90 days, and popularity': log(sum(28, [9]) / 2 + 1e-3),
      'days since own last': 7,
      'own mean interval': -2,
      'own share of sessions since first': -2,
      'sessions since own last': 6,
      'group 0: own count': 0,
      'group 0: days since own last': 7,
      "group 0: item's share of own": 0,
      'popularity, 28 days': log(1 + sum(28, [9])),
      'popularity in the region, 28 days': 0,
    });
  });

  it('writes how all users and this user try unseen items, and what is bought together', () => {
    const rows = featuresOf(events, [0, 1, 2], request, everything);
    expectValues(rows[0]!, {
      'popularity, 1 days': log(1 + sum(1)),
      'popularity, 14 days': log(1 + sum(14)),
      'first purchases, 7 days': log(1 + sum(7, [14, 9])),
      'first purchases, 28 days': log(1 + sum(28, [14, 9])),
      'share of first purchases, 28 days': (sum(28, [14, 9]) + 2) / (sum(28) + 4),
      'purchases a buyer': log(4 / 3),
      'share of unseen items': 2 / 3,
      'share of unseen items, last sessions': 2 / 3,
      'size of the last sessions': log(2.5),
      'size of the last session': log(2),
      'group 0: own distinct': log(3),
      'group 0: own newly tried, decay 60 days': log(2 * exp(-14 / 60) + 1e-3),
      'group 0: days since newly tried': log(15),
      'group 0: first purchases, 28 days': log(1 + sum(28, [14, 9, 14])),
      "group 0: item's share of first purchases": sum(28, [14, 9]) / (1 + sum(28, [14, 9, 14])),
    });
    // One session of user 0 has items 0 and 1; one of user 1 has items 0 and 2.
    const like = 1 / Math.sqrt(23 * 21);
    expectValues(rows[1]!, {
      'together with items bought before': log(like * (exp(-14 / 60) + exp(-4 / 60)) + 1e-3),
      'most together with an item bought before': log(like + 1e-3),
    });
    expectValues(rows[2]!, {
      'most together with an item bought before': log(like + 1e-3),
    });
  });

  it('treats absent signals and scores as unknown', () => {
    const [row] = featuresOf(events, [0], request, everything);
    expectValues(row!, { 'signals known': 0, 'display is 1': 0, 'display is 3': 0, 'mailer is 2': 0 });
    expectValues(row!, { 'general score below the best': 0, 'next score below the best': 0 });
  });

  it('writes one finite number for each name, for any log and layout', () => {
    const layouts = fc.record({
      levels: fc.nat(2),
      signals: fc.constantFrom([], SIGNALS, SIGNALS.slice(1)),
      regions: fc.boolean(),
    });
    const requests = fc.record({ day: fc.integer({ min: -25, max: 500 }), hour: fc.nat(23), region: fc.nat(4) });
    const candidates = fc.uniqueArray(fc.nat(ITEMS - 1), { maxLength: ITEMS });
    fc.assert(
      fc.property(
        userEvents,
        layouts,
        requests,
        candidates,
        fc.nat(3),
        fc.boolean(),
        (log, layout, asked, of, user, known) => {
          const live: LiveSignals | undefined = known
            ? { known, values: layout.signals.map(() => new Uint8Array(ITEMS).fill(1)), items: Int32Array.from(of) }
            : undefined;
          const rows = featuresOf(log, of, asked, layout, live, undefined, user);
          expect(rows).toHaveLength(of.length);
          for (const row of rows)
            for (const [name, x] of Object.entries(row)) expect(x, name).toSatisfy(Number.isFinite);
        },
      ),
    );
  });
});
