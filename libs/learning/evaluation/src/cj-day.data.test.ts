// @module-tag long

import { standardBaselines } from '@stars/baselines';
import type { CompleteJourneyReport } from '@stars/datasets';
import { LocalClock } from '@stars/features';
import { buildCjDay, CJ_DAY_TIME_ZONE, type EvaluationSet } from '@stars/replay';
import { beforeAll, describe, expect, it } from 'vitest';
import { evaluate } from './evaluate.js';
import { HISTORY_BUCKETS, historyBucket, measure } from './summary.js';
import { importedJourney } from './testing/imported-journey.js';
import { personalFrequencyByTies } from './testing/tie-orders.js';

/** The protocol's published figures of P-TopFreq on the test weeks. */
const PUBLISHED = { 'hit@5': 0.5082, 'hit@10': 0.5939, 'recall@10': 0.1559, 'ndcg@10': 0.2016 } as const;

/**
 * Figures by an independent program (pandas and the protocol's reference evaluator), ties by the protocol's rule,
 * rounded to four decimals. The published P-TopFreq used a sort that does not order ties at the end of the list, hence
 * the small distance to PUBLISHED.
 */
const INDEPENDENT = [
  ['global popularity', [0.2809, 0.3423, 0.0459, 0.0722, 0.0004]],
  ['recent popularity, 7 days', [0.2815, 0.355, 0.0489, 0.0752, 0.0011]],
  ['P-TopFreq', [0.5079, 0.5966, 0.1565, 0.2018, 0.2685]],
  ['GP-TopFreq', [0.5119, 0.6007, 0.1579, 0.2036, 0.2229]],
  ['personal frequency, decay 90 days', [0.5275, 0.615, 0.1718, 0.2209, 0.3446]],
] as const;

describe('CJ-day on Complete Journey, as imported', () => {
  let set: EvaluationSet;
  let imported: CompleteJourneyReport;

  beforeAll(async () => {
    const { log, report } = await importedJourney();
    imported = report;
    set = buildCjDay(log, new LocalClock(CJ_DAY_TIME_ZONE));
  });

  it('cleans, counts and splits as the protocol does', () => {
    expect(imported.cleaning).toMatchObject({
      rawRows: 1469307,
      afterQuantity: 1460438,
      afterProducts: 1460406,
      afterDepartments: 1442205,
    });
    expect(set.log.item).toHaveLength(1442205);
    expect(set.counts).toEqual({
      interactions: 1438268,
      otherEvents: 0,
      sessions: 120062,
      catalogueItems: 25392,
      periods: {
        train: { rows: 1185100, rowsInCatalogue: 1123856, sessions: 99191 },
        validation: { rows: 113236, rowsInCatalogue: 103668, sessions: 9442 },
        test: { rows: 139932, rowsInCatalogue: 125877, sessions: 11429 },
      },
      evaluatedSessions: 11097,
      evaluatedUsers: 2057,
      exploreSessions: 9477,
      withoutCatalogueTarget: 332,
      withoutHistory: 0,
    });
  });

  it('has the protocol’s targets and histories', () => {
    const sizes = set.sessions.map((session) => session.target.length).sort((a, b) => a - b);
    const total = sizes.reduce((sum, size) => sum + size, 0);
    expect([total, sizes[Math.floor(sizes.length / 2)]]).toEqual([125877, 7]);
    const fresh = set.sessions.reduce((sum, session) => sum + session.targetNew.length, 0);
    expect(1 - fresh / total).toBeCloseTo(0.5330600506843983, 12);
    const buckets = (key: 'histLen' | 'histSessions') =>
      HISTORY_BUCKETS.map((label) => set.sessions.filter((session) => historyBucket(session[key]) === label).length);
    expect(buckets('histLen')).toEqual([7, 29, 107, 466, 10488]);
    expect(buckets('histSessions')).toEqual([7, 326, 1610, 6138, 3016]);
  });

  it('has as many validation sessions as the protocol', () => {
    const validation = buildCjDay(set.log, new LocalClock(CJ_DAY_TIME_ZONE), { split: 'validation' });
    expect(validation.counts.evaluatedSessions).toBe(9223);
  });

  it('reproduces the baselines', async () => {
    const report = await evaluate({ set, rankers: standardBaselines() });
    for (const [name, figures] of INDEPENDENT) {
      const { overall } = report.rankers.find((ranker) => ranker.name === name)!.all;
      const ours = [
        overall['hit@5'],
        overall['hit@10'],
        overall['recall@10'],
        overall['ndcg@10'],
        overall['coverage@10'],
      ].map((value) => Number(value.toFixed(4)));
      expect(ours, name).toEqual(figures);
    }
  });

  it('has the published P-TopFreq between the best and the worst order of ties, and near a random one', () => {
    const [kindest, unkindest, random] = (['targets first', 'targets last', 'at random'] as const).map(
      (ties) => measure(set, personalFrequencyByTies(set, ties), { resamples: 1 }).summary.overall,
    );
    for (const [metric, published] of Object.entries(PUBLISHED) as [keyof typeof PUBLISHED, number][]) {
      expect(published, metric).toBeLessThan(kindest![metric]);
      expect(published, metric).toBeGreaterThan(unkindest![metric]);
      expect(Math.abs(published - random![metric]), metric).toBeLessThan(0.002);
    }
  });
});
