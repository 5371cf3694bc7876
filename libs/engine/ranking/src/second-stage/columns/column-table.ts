import { type FeatureLayout, groupLevels } from '../feature-layout.js';
import { groupOfAll, ownGroup, shareOfOwnGroup } from './category-columns.js';
import type { ColumnGroup } from './column-family.js';
import { evidenceOfAll, ownEvidence, USER_EVIDENCE } from './evidence-columns.js';
import { groupTrials, ownGroupTrials, TRIALS_OF_ALL, TRIALS_OF_USER } from './explore-columns.js';
import { ITEM_COLUMNS, REGION_COLUMNS, SELLING } from './item-columns.js';
import { MODEL_SCORES } from './model-score-columns.js';
import { FREQUENCY, REPEAT_COLUMNS } from './repeat-columns.js';
import { REQUEST_COLUMNS } from './request-columns.js';
import { OWN_SESSION, SESSION_LENGTH, SESSION_NEIGHBOURS } from './session-columns.js';
import { SIGNALS_KNOWN, signalColumns } from './signal-columns.js';
import {
  SESSION_SIMILARITY,
  TEXT_LIKENESS,
  TOUCHED_SIMILARITY,
  touchedGroup,
  USER_SIMILARITY,
} from './similarity-columns.js';

export type ColumnTable = ReturnType<typeof columnTable>;

/**
 * Every column of the second stage, and which layouts have it. A model's weights are in this order. They are grouped by what they depend
 * on, so that nothing is computed for every candidate that is the same for many.
 */
export function columnTable(layout: FeatureLayout) {
  const { signals, regions, evidence = [], browsing = false } = layout;
  const levels = Array.from({ length: groupLevels(layout) }, (_, level) => level);
  return {
    /** Of the user and the item; constant for an item that the user never had. */
    repeat: REPEAT_COLUMNS,
    /** Of the user and the request: computed once a request. */
    request: [
      ...REQUEST_COLUMNS,
      ...(signals.length > 0 ? [SIGNALS_KNOWN] : []),
      TRIALS_OF_USER,
      ...(evidence.length > 0 ? [USER_EVIDENCE] : []),
      ...(browsing ? [SESSION_LENGTH] : []),
    ],
    /** Of the item alone: computed once a day, and kept. */
    item: [
      ...ITEM_COLUMNS,
      ...levels.map(groupOfAll),
      TRIALS_OF_ALL,
      ...levels.map(groupTrials),
      ...evidence.map(evidenceOfAll),
    ],
    /** By level, of the user and a group: computed once for each group of the user. */
    groups: levels.map((level) => [ownGroup(level), ownGroupTrials(level)]),
    /** The rest. */
    candidate: [
      FREQUENCY,
      SELLING,
      ...levels.map(shareOfOwnGroup),
      ...(regions ? [REGION_COLUMNS] : []),
      ...signalColumns(signals),
      USER_SIMILARITY,
      SESSION_SIMILARITY,
      TOUCHED_SIMILARITY,
      TEXT_LIKENESS,
      ...levels.map(touchedGroup),
      MODEL_SCORES,
      ...(evidence.length > 0 ? [ownEvidence(evidence)] : []),
      ...(browsing ? [SESSION_NEIGHBOURS, OWN_SESSION] : []),
    ],
  };
}

/** Name and group of each column of a layout, in their order. */
export function secondStageColumns(layout: FeatureLayout): { name: string; group: ColumnGroup }[] {
  const { repeat, request, item, groups, candidate } = columnTable(layout);
  const families = [...repeat, ...request, ...item, ...groups.flat(), ...candidate];
  return families.flatMap(({ names, group }) => names.map((name) => ({ name, group })));
}

/** Names of the features, in the order of their columns. */
export const featureNames = (layout: FeatureLayout): string[] => secondStageColumns(layout).map(({ name }) => name);
