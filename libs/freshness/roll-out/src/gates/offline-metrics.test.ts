import { ModelManifest } from '@stars/contracts';
import { describe, expect, it } from 'vitest';
import { offlineMetrics } from './offline-metrics.js';

const from = new Date('2024-05-01T00:00:00Z');
const manifest = (version: string, part: Partial<ModelManifest> = {}): ModelManifest =>
  ModelManifest.fromPartial({ version, dataFrom: new Date(0), dataUntil: from, ...part });
const window = (metrics: Record<string, number>) => ({ metrics: { interactions: 10, validation_from: 5, ...metrics } });
const beside = (candidate: number, sessions = 500, version = 'v1') => ({
  comparison: { version, metric: 'ndcg@10', candidate, serving: 0.4, sessions, from },
});

describe('offline metrics', () => {
  it.each([
    [0.5, 'passed'],
    [0.381, 'passed'],
    [0.379, 'failed'],
    [0, 'failed'],
  ])('of %d beside 0.4 of the model that serves have %s at a margin of 5%%', (candidate, outcome) => {
    const result = offlineMetrics(manifest('v2', beside(candidate)), manifest('v1'), 0.05);
    expect(result).toMatchObject({ gate: 'metrics', outcome, bound: -0.05 });
    expect(result.value).toBeCloseTo((candidate - 0.4) / 0.4, 10);
    expect(result.detail).toContain('500 sessions');
  });

  it.each([
    ['validation_ndcg', 0.3, 'failed'],
    ['validation_ndcg', 0.39, 'passed'],
  ])('%s of %d beside 0.4 on the same window of the same data has %s', (name, value, outcome) => {
    const [candidate, serving] = [manifest('v2', window({ [name]: value })), manifest('v1', window({ [name]: 0.4 }))];
    expect(offlineMetrics(candidate, serving, 0.05).outcome).toBe(outcome);
  });

  it('of a model from before target kinds are compared where every event is a target', () => {
    const outcome = (targets: number) =>
      offlineMetrics(
        manifest('v2', window({ validation_ndcg: 0.39, target_events: targets })),
        manifest('v1', window({ validation_ndcg: 0.4 })),
        0.05,
      ).outcome;
    expect([outcome(10), outcome(3)]).toEqual(['passed', 'skipped']);
  });

  it('hold a model back if nothing is compared because a clock was wrong', () => {
    const created = new Date('2024-05-02T00:00:00Z');
    const wrong = { createdTime: created, dataUntil: new Date('9999-01-01T00:00:00Z') };
    const right = { createdTime: created, dataUntil: new Date(created.getTime() + 60_000) };
    const outcome = (candidate: object, serving: object): string =>
      offlineMetrics(manifest('v2', candidate), manifest('v1', serving), 0.05).outcome;
    expect(outcome(right, wrong)).toBe('failed');
    expect(outcome(wrong, right)).toBe('failed');
    expect(outcome(right, right)).toBe('skipped');
    expect(outcome({ ...right, ...beside(0.5) }, wrong)).toBe('passed');
    const { detail } = offlineMetrics(manifest('v2', right), manifest('v1', wrong), 0.05);
    expect(detail).toContain('the data of v1 ends 9999-01-01');
    expect(detail).toContain('./stars models serve v2 --force');
  });

  it('are not compared if they cannot be, and say why', () => {
    const skipped = (candidate: ModelManifest, serving?: ModelManifest) => {
      const result = offlineMetrics(candidate, serving, 0.05);
      expect(result.outcome).toBe('skipped');
      return result.detail;
    };
    expect(skipped(manifest('v2'))).toContain('no model serves');
    expect(skipped(manifest('v2', beside(0.1, 99)), manifest('v1'))).toContain('only 99 sessions');
    const other = manifest('v2', beside(0.1, 500, 'v0'));
    expect(skipped(other, manifest('v1'))).toContain('not measured on the same sessions as v1');
    // Another window, another log, and another kind of targets.
    const others: Record<string, number>[] = [{ validation_from: 6 }, { interactions: 11 }, { target_events: 3 }];
    for (const changed of others) {
      const later = manifest('v2', window({ validation_ndcg: 0.1, ...changed }));
      skipped(later, manifest('v1', window({ validation_ndcg: 0.4 })));
    }
  });
});
