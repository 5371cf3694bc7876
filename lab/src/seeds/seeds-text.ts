import type { Difference } from '@stars/evaluation';
import { markdownTable } from '@stars/repo';
import type { SeedRow } from './measure-seeds.js';

const HEADER = ['seeds', 'users', 'ranking', 'sessions', 'NDCG@10', 'ahead by', 'Hit@10', 'ahead by'];

/** Markdown. "Ahead by" is the list that is made for such requests minus the row's ranking, with its 95% interval. */
export const seedsTable = (rows: readonly SeedRow[]): string =>
  markdownTable(
    HEADER,
    rows.map(({ seeds, users, ranking, sessions, ndcg, hit, ahead }) => [
      ...[seeds, users, ranking, `${sessions}`],
      ...[share(ndcg), ahead ? difference(ahead.ndcg) : '', share(hit), ahead ? difference(ahead.hit) : ''],
    ]),
  );

const share = (value: number): string => value.toFixed(4).replace(/^0/, '');
const difference = ({ mean, ci95: [low, high] }: Difference): string =>
  `${signed(mean)} (${signed(low)} to ${signed(high)})`;
const signed = (value: number): string => `${value < 0 ? '−' : '+'}${share(Math.abs(value))}`;
