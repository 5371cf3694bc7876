import type { Difference } from '@stars/evaluation';
import { markdownTable } from '@stars/repo';
import type { GroupRow } from './measure-groups.js';

const HEADER = ['groups', 'ranking', 'sessions', 'Hit@3', 'ahead by', 'Recall@3', 'ahead by'];

/** Markdown. "Ahead by" is what is served minus the row's ranking, with its 95% interval. */
export const groupsTable = (rows: readonly GroupRow[]): string =>
  markdownTable(
    HEADER,
    rows.map(({ grouping, groups, ranking, sessions, hit, recall, ahead }) => [
      ...[`${grouping} (${groups})`, ranking, `${sessions}`],
      ...[share(hit), ahead ? difference(ahead.hit) : '', share(recall), ahead ? difference(ahead.recall) : ''],
    ]),
  );

const share = (value: number): string => value.toFixed(4).replace(/^0/, '');
const difference = ({ mean, ci95: [low, high] }: Difference): string =>
  `${signed(mean)} (${signed(low)} to ${signed(high)})`;
const signed = (value: number): string => `${value < 0 ? '−' : '+'}${share(Math.abs(value))}`;
