import type { Cell } from '../curve/cell.js';
import type { Size } from '../curve/cut-log.js';
import { type Compared, compareCells, compareLearned, pooledUsers } from './compare-cells.js';
import { holm } from './holm.js';

export type Verdict = 'ahead' | 'level' | 'behind';

/** A row of a log's table. */
export interface CurveRow {
  log: string;
  size: Size;
  /** Means over copies. */
  units: number;
  events: number;
  /** Tested. */
  sessions: number;
  users: number;
  /** Number of them. */
  seeds: number;
  /** One a copy and seed. */
  cells: readonly Cell[];
  compared: (Compared & { verdict: Verdict })[];
  /** In NDCG@10 with rankings that learn; empty where they were not measured. */
  learned: Compared[];
}

/** Rows of all stored cells, by log and size, with verdicts that hold for all of them together. */
export function curveRows(cells: readonly Cell[], resamples?: number): CurveRow[] {
  const groups = Map.groupBy(cells, ({ log, size }) => `${log} ${size}`);
  const compared = [...groups.values()].map((group) => ({
    group,
    metrics: compareCells(group, resamples),
    learned: compareLearned(group, 'ndcg', resamples),
  }));
  const clear = holm(compared.flatMap(({ metrics }) => metrics.map(({ p }) => p)));
  let next = 0;
  return compared.map(({ group, metrics, learned }) => {
    const { log, size } = group[0]!;
    const users = pooledUsers(group);
    const mean = (key: 'units' | 'events'): number =>
      Math.round(group.reduce((sum, cell) => sum + cell[key], 0) / group.length);
    return {
      ...{ log, size, units: mean('units'), events: mean('events'), cells: group },
      sessions: users.length,
      users: new Set(users).size,
      seeds: new Set(group.map(({ seed }) => seed)).size,
      learned,
      compared: metrics.map((each) => ({ ...each, verdict: verdictOf(clear[next++]!, each.difference.mean) })),
    };
  });
}

const verdictOf = (clear: boolean, difference: number): Verdict =>
  clear ? (difference > 0 ? 'ahead' : 'behind') : 'level';
