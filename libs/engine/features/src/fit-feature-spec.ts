import { type FeatureSpec, type InputParts, inputsOf, SIGNAL_VALUES } from './feature-spec.js';
import { holidayNames } from './holidays.js';
import type { InteractionLog } from './interaction-log.js';
import { LocalClock } from './local-time.js';
import type { TrainingData } from './training-data.js';
import type { FeatureValue } from './user-encoder-inputs.js';

/**
 * Chooses the inputs of a model from the data it will be trained on: the features of users and the tags of items with
 * rows in the log, and signals that began before the log ends. @param parts Kinds of inputs that are off; absent: none.
 */
export function fitFeatureSpec(
  data: TrainingData,
  log: InteractionLog,
  place: { timeZone: string; country: string },
  parts: InputParts = { tags: true, context: true, user: true, recency: true },
): FeatureSpec {
  let from = Number.POSITIVE_INFINITY;
  let until = Number.NEGATIVE_INFINITY;
  for (const time of log.time) {
    if (time < from) from = time;
    if (time > until) until = time;
  }
  const clock = new LocalClock(place.timeZone);
  const users = inputsOf(parts.user ? seenUserFeatures(data, log) : new Map());
  const regions = inputsOf(parts.context ? data.timeline.regionSignalValues(until + 1) : new Map());
  const itemSignals = parts.context ? data.timeline.itemSignalValues(until + 1) : [];
  const tags = new Set<string>();
  if (parts.tags) {
    for (const item of new Set(log.item)) for (const tag of data.items.get(log.items[item]!)?.tags ?? []) tags.add(tag);
  }
  return {
    version: 1,
    timeZone: place.timeZone,
    country: place.country,
    holidays:
      parts.context && log.time.length > 0 ? holidayNames(place.country, clock.day(from), clock.day(until) + 1) : [],
    itemSignals: itemSignals.map(({ name, values }) => ({ name, values: values.slice(0, SIGNAL_VALUES) })),
    regionNumbers: regions.numbers,
    regionCategories: regions.categories,
    userNumbers: users.numbers,
    userCategories: users.categories,
    tags: [...tags].sort(),
    ...(parts.context ? {} : { context: false }),
    ...(parts.recency ? {} : { recency: false }),
  };
}

/** Values under each name of a user feature, of users with rows in the log. */
function seenUserFeatures(data: TrainingData, log: InteractionLog): Map<string, FeatureValue[]> {
  const seen = new Map<string, FeatureValue[]>();
  for (const [index, user] of log.users.entries()) {
    if (log.userOffsets[index] === log.userOffsets[index + 1]) continue;
    for (const [name, value] of Object.entries(data.users.get(user) ?? {})) {
      const values = seen.get(name) ?? [];
      values.push(value);
      seen.set(name, values);
    }
  }
  return seen;
}
