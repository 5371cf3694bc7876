import type { TargetKind } from './target-kind.js';

/** Scaling of a number: (x − mean) / deviation. */
export interface NumberScale {
  name: string;
  mean: number;
  deviation: number;
}

/** A categorical and its known values; anything else is "absent". */
export interface Categories {
  name: string;
  values: string[];
}

/**
 * How raw events become the model's inputs: fixed in training, stored with the model, and read in serving. Training and
 * serving use the same code.
 */
export interface FeatureSpec {
  version: 1;
  /** IANA name. */
  timeZone: string;
  /** ISO 3166-1 code. */
  country: string;
  holidays: string[];
  /** Item-level signals and the values that have an input of their own. */
  itemSignals: { name: string; values: number[] }[];
  /** Region-level signals. */
  regionNumbers: NumberScale[];
  regionCategories: Categories[];
  userNumbers: NumberScale[];
  userCategories: Categories[];
  /** Tags in the order of the multi-hot. */
  tags: string[];
  /** False: tokens have no time and signals. Absent: they have. */
  context?: boolean;
  /** False: tokens have no gap to the previous basket. Absent: they have. */
  recency?: boolean;
  /** True: events of one time keep the order of their arrival. Absent: they are a basket, a set without an order. */
  strictOrder?: boolean;
  /** True: purchases of one session that follow each other within a minute are a basket. Absent: only those of one time. */
  orders?: boolean;
  /** The kind of event that the model learned to predict. Absent, in older models: all kinds count alike. */
  target?: TargetKind;
  /** True: people look around before they take something, and h_next and h_gen predict events of every kind. Absent: of the target kind. */
  browsing?: boolean;
  /** What an event of each other kind in the log is worth as evidence. Absent: the log had no other kind. */
  kindWeights?: Partial<Record<TargetKind, number>>;
  /** Items that people often meet, by events of other kinds, and never choose. Absent: there are none. */
  neverChosen?: string[];
}

/** Kinds of inputs that an ablation can switch off; all true is the whole model. */
export interface InputParts {
  tags: boolean;
  context: boolean;
  user: boolean;
  recency: boolean;
}

/** More values than this of one signal share the signal's "present" flag. */
export const SIGNAL_VALUES = 16;
/** More values than this of one categorical are "absent". */
export const CATEGORY_VALUES = 1000;

/** Mean and deviation over the finite numbers; a constant has deviation 1, also if its mean is rounded. */
export function numberScale(name: string, numbers: readonly number[]): NumberScale {
  const finite = numbers.filter(Number.isFinite);
  const mean = finite.reduce((sum, x) => sum + x, 0) / Math.max(1, finite.length);
  const variance = finite.reduce((sum, x) => sum + (x - mean) ** 2, 0) / Math.max(1, finite.length);
  const deviation = Math.sqrt(variance);
  return { name, mean, deviation: deviation > Math.abs(mean) * 1e-9 ? deviation : 1 };
}

/** The most frequent values, ties by name. */
export function categories(name: string, values: readonly string[]): Categories {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  const sorted = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  return { name, values: sorted.slice(0, CATEGORY_VALUES).map(([value]) => value) };
}

type Value = number | string | boolean;

/** Splits names into numbers to scale and categoricals to look up, by the values of each name. */
export function inputsOf(seen: ReadonlyMap<string, readonly Value[]>): {
  numbers: NumberScale[];
  categories: Categories[];
} {
  const result: { numbers: NumberScale[]; categories: Categories[] } = { numbers: [], categories: [] };
  for (const name of [...seen.keys()].sort()) {
    const values = seen.get(name)!;
    if (values.every((value) => typeof value === 'number')) result.numbers.push(numberScale(name, values as number[]));
    else result.categories.push(categories(name, values.map(String)));
  }
  return result;
}
