import { type FeatureLayout, groupLevels } from '../feature-layout.js';
import { categoryColumns } from './category-columns.js';
import type { ColumnFamily, ColumnGroup, RepeatFamily } from './column-family.js';
import { evidenceColumns, USER_EVIDENCE } from './evidence-columns.js';
import { categoryTrials, REGION_SHARE, TRIALS_OF_ALL, TRIALS_OF_USER } from './explore-columns.js';
import { ITEM_COLUMNS, REGION_COLUMNS } from './item-columns.js';
import { MODEL_SCORES } from './model-score-columns.js';
import { REPEAT_COLUMNS } from './repeat-columns.js';
import { REQUEST_COLUMNS } from './request-columns.js';
import { signalColumns } from './signal-columns.js';
import { NEAREST_BY_USERS, SESSION_SIMILARITY, USER_SIMILARITY } from './similarity-columns.js';

/** The columns of one layout, in the order in which a row has them: `repeat`, then `request`, then `candidate`. */
export interface ColumnTable {
  /** Of the user and the item; constant for an item that the user never had. */
  repeat: readonly RepeatFamily[];
  /** Of the user and the request; the same for all candidates. */
  request: readonly ColumnFamily[];
  candidate: readonly ColumnFamily[];
}

/**
 * Every column of the second stage, and which layouts have it. A model's weights are in this order: a new family needs a
 * switch in the layout that is off for older models.
 */
export function columnTable(layout: FeatureLayout): ColumnTable {
  const { signals, regions, neighbours, scores, novelty = false, together = false, evidence = [] } = layout;
  const levels = Array.from({ length: groupLevels(layout) }, (_, level) => level);
  return {
    repeat: REPEAT_COLUMNS,
    request: [...REQUEST_COLUMNS, ...(evidence.length > 0 ? [USER_EVIDENCE] : [])],
    candidate: [
      ...ITEM_COLUMNS,
      ...levels.map(categoryColumns),
      ...(regions ? [REGION_COLUMNS] : []),
      ...signalColumns(signals),
      ...(neighbours ? [USER_SIMILARITY] : []),
      ...(novelty ? [TRIALS_OF_ALL] : []),
      ...(novelty && regions ? [REGION_SHARE] : []),
      ...(novelty ? [TRIALS_OF_USER, ...levels.map(categoryTrials)] : []),
      ...(neighbours && together ? [NEAREST_BY_USERS] : []),
      ...(together ? [SESSION_SIMILARITY] : []),
      ...(scores ? [MODEL_SCORES] : []),
      ...evidenceColumns(evidence),
    ],
  };
}

/** Name and group of each column of a layout, in their order. */
export function secondStageColumns(layout: FeatureLayout): { name: string; group: ColumnGroup }[] {
  const { repeat, request, candidate } = columnTable(layout);
  return [...repeat, ...request, ...candidate].flatMap(({ names, group }) => names.map((name) => ({ name, group })));
}

/** Names of the features, in the order of their columns. */
export const featureNames = (layout: FeatureLayout): string[] => secondStageColumns(layout).map(({ name }) => name);
