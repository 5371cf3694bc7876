import { WINDOWS } from './item-statistics.js';
import { noveltyFeatureNames } from './novelty-features.js';
import { DAY_DECAYS, GROUP_DECAYS, LATEST_VISITS, VISIT_DECAYS } from './own-items.js';

/** Signals of single items, such as a display or a mailer: by name, the values that training met. */
export interface SignalLayout {
  name: string;
  values: number[];
}

/** What the joint ranking is told of a candidate: determines its features, and is stored with its weights. */
export interface JointLayout {
  /** Levels of the items' groups (categories), finest first; at most two count. */
  levels: number;
  signals: SignalLayout[];
  /** Whether purchases have regions. */
  regions: boolean;
  /** Whether it is told how much an item is like those that the user had. */
  neighbours: boolean;
  /** Whether the model's own scores are told. */
  scores: boolean;
  /** Whether several items have one text: one more level of groups, the last. */
  texts?: boolean;
  /** Whether it is told how everybody, and the user, try what is new. */
  novelty?: boolean;
  /** Whether it is told what is taken on one visit with the user's own items. */
  together?: boolean;
}

/** Levels of groups: of categories, then of equal texts. */
export const groupLevels = ({ levels, texts = false }: JointLayout): number => levels + (texts ? 1 : 0);

/** Names of the features, in the order of their columns. */
export function jointFeatureNames(layout: JointLayout): string[] {
  const { signals, regions, neighbours, scores, novelty = false, together = false } = layout;
  const levels = groupLevels(layout);
  return [
    'own count',
    ...DAY_DECAYS.map((days) => `own count, decay ${days} days`),
    ...VISIT_DECAYS.map((visits) => `own count, decay ${visits} visits`),
    ...Array.from({ length: LATEST_VISITS }, (_, v) => `taken ${v + 1} visits ago`),
    'days since own last',
    'days since own first',
    'own mean interval',
    'own due by mean interval',
    'own last interval',
    'own interval before the last',
    'own due by last interval',
    'own share of visits since first',
    'visits since own last',
    'own share on this weekday',
    'own share at this time of day',
    'own mean size of visits with it',
    'visits',
    'days since last visit',
    'mean days between visits',
    'mean size of visits',
    ...Array.from({ length: 7 }, (_, day) => `weekday ${day}`),
    'hour',
    ...WINDOWS.map((days) => `popularity, ${days} days`),
    'popularity',
    'growth, week of month',
    'growth, month of quarter',
    'share of purchases that repeat',
    'mean log interval of all',
    'due by the interval of all',
    'mean size of visits with it',
    ...Array.from({ length: levels }, (_, level) => groupNames(level)).flat(),
    ...(regions ? ['popularity in the region, 28 days'] : []),
    ...(signals.length > 0 ? ['signals known'] : []),
    ...signals.flatMap(({ name, values }) => values.map((value) => `${name} is ${value}`)),
    ...(neighbours ? ['likeness to own items'] : []),
    ...(novelty ? noveltyFeatureNames(levels, regions) : []),
    ...(neighbours && together ? ['nearest to an own item'] : []),
    ...(together ? ['taken with own items', 'taken most with an own item'] : []),
    ...(scores ? ['general score below the best', 'next score below the best'] : []),
  ];
}

const groupNames = (level: number): string[] =>
  [
    ...GROUP_DECAYS.map((days) => `own count, decay ${days} days`),
    'own count',
    'days since own last',
    "item's share of own",
    'due by the interval of all',
    'share of purchases that repeat',
    'popularity, 28 days',
    "item's share of popularity",
  ].map((name) => `group ${level}: ${name}`);
