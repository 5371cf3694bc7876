import { seededRandom } from '@stars/ranking';
import { describe, expect, it } from 'vitest';
import { coverage, type RankedSessions, SESSION_METRICS, sessionMetrics } from './session-metrics.js';

const lists = (...rows: number[][]): RankedSessions => {
  const k = Math.max(...rows.map((row) => row.length));
  return { k, items: Int32Array.from(rows.flatMap((row) => [...row, ...Array(k - row.length).fill(-1)])) };
};

/** The protocol's definitions, one by one. */
function byDefinition(list: number[], target: number[]): Record<string, number> {
  const result: Record<string, number> = {};
  for (const K of [5, 10]) {
    const hits = list.slice(0, K).filter((item) => target.includes(item));
    const gain = list.slice(0, K).map((item, n) => (target.includes(item) ? Math.log(2) / Math.log(n + 2) : 0));
    const ideal = Array.from({ length: Math.min(K, target.length) }, (_, n) => Math.log(2) / Math.log(n + 2));
    result[`hit@${K}`] = Number(hits.length > 0);
    result[`recall@${K}`] = hits.length / target.length;
    result[`recallcap@${K}`] = hits.length / Math.min(K, target.length);
    result[`precision@${K}`] = hits.length / K;
    result[`ndcg@${K}`] = gain.reduce((a, b) => a + b, 0) / ideal.reduce((a, b) => a + b, 0);
  }
  const first = list.slice(0, 10).findIndex((item) => target.includes(item));
  result['mrr@10'] = first < 0 ? 0 : 1 / (first + 1);
  return result;
}

describe('sessionMetrics', () => {
  it('scores a list by hand', () => {
    const metrics = sessionMetrics(lists([7, 3, 9, 1, 8, 2, 6, 5, 4, 0]), [0], [Uint32Array.of(2, 3, 20)]);
    const value = (name: (typeof SESSION_METRICS)[number]) => metrics[name][0];
    expect(value('hit@5')).toBe(1);
    expect(value('recall@5')).toBeCloseTo(1 / 3, 12);
    expect(value('recall@10')).toBeCloseTo(2 / 3, 12);
    expect(value('precision@10')).toBeCloseTo(0.2, 12);
    expect(value('mrr@10')).toBe(0.5);
    // Hits at ranks 2 and 6; three could have stood at ranks 1, 2 and 3.
    const ideal = 1 + 1 / Math.log2(3) + 0.5;
    expect(value('ndcg@5')).toBeCloseTo(1 / Math.log2(3) / ideal, 12);
    expect(value('ndcg@10')).toBeCloseTo((1 / Math.log2(3) + 1 / Math.log2(7)) / ideal, 12);
  });

  it('caps recall and the ideal at K if the target is larger', () => {
    const target = Uint32Array.from({ length: 20 }, (_, i) => i);
    const metrics = sessionMetrics(lists([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]), [0], [target]);
    expect(metrics['recall@10'][0]).toBe(0.5);
    expect(metrics['recallcap@10'][0]).toBe(1);
    expect(metrics['ndcg@10'][0]).toBeCloseTo(1, 12);
    expect(metrics['ndcg@5'][0]).toBeCloseTo(1, 12);
  });

  it('never counts padding as a hit, and reads the list of the given row', () => {
    const metrics = sessionMetrics(lists([], [4]), [1, 0], [Uint32Array.of(4), Uint32Array.of(0)]);
    expect(Array.from(metrics['hit@10'])).toEqual([1, 0]);
    expect(Array.from(metrics['mrr@10'])).toEqual([1, 0]);
  });

  it('agrees with the definitions on random lists', () => {
    const random = seededRandom(7);
    const draw = (count: number) => {
      const drawn = new Set<number>();
      while (drawn.size < count) drawn.add(Math.floor(random() * 40));
      return [...drawn];
    };
    const cases = Array.from({ length: 300 }, () => ({
      list: draw(Math.floor(random() * 14)),
      target: draw(1 + Math.floor(random() * 15)),
    }));
    const metrics = sessionMetrics(
      lists(...cases.map((c) => c.list)),
      cases.map((_, n) => n),
      cases.map((c) => Uint32Array.from(c.target).sort()),
    );
    let hits = 0;
    cases.forEach(({ list, target }, n) => {
      const expected = byDefinition(list, target);
      hits += expected['hit@10']!;
      for (const name of SESSION_METRICS)
        expect(metrics[name][n], `${name} of case ${n}`).toBeCloseTo(expected[name]!, 12);
    });
    expect(hits).toBeGreaterThan(100);
  });
});

describe('coverage', () => {
  it('counts distinct items in the first K places of the given rows', () => {
    const ranked = lists([0, 1, 2], [0, 3], [5]);
    expect(coverage(ranked, [0, 1], 10, 10)).toBe(0.4);
    expect(coverage(ranked, [0, 1], 10, 1)).toBe(0.1);
    expect(coverage(ranked, [0, 1, 2], 10, 10)).toBe(0.5);
  });
});
