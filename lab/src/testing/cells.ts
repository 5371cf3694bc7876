import type { Cell } from '../curve/cell.js';

/** A cell of 40 tested sessions, each of another user, of which the default hits some and the simple rankings others. */
export function madeUpCell(name: Pick<Cell, 'log' | 'size'> & Partial<Cell>, served: number, simple: number[]): Cell {
  const values = (hits: number): number[] => Array.from({ length: 40 }, (_, n) => (n < hits ? 1 : 0));
  const reached = (of: string, hits: number) => ({ name: of, ndcg: values(hits), hit: values(hits) });
  return {
    ...{ seed: 1, copy: 1, units: name.size === 'all' ? 5000 : name.size, events: 10 },
    users: Array.from({ length: 40 }, (_, n) => n),
    served: reached('STARS', served),
    simple: simple.map((hits, n) => reached(`simple ${n + 1}`, hits)),
    ...{ why: '', seconds: { train: 60, rank: 1, simple: 1 }, date: '2026-11-30', commit: 'abc' },
    machine: { cpu: 'a processor', cores: 2, memory_gib: 8 },
    ...name,
  };
}
