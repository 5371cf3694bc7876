import { problem } from '../field-problem.js';
import * as statistics from '../generated/stars/v1/statistics.js';
import * as kind from '../kinds/index.js';
import { LIMITS } from '../limits.js';
import { INTERACTION_TYPE_NAMES } from './enum-names.js';

/** A local day number: time zones and years before 1970 are below 0. */
const day = kind.integer(-(2 ** 31), 2 ** 31 - 1);

const purchaseFact = kind.message(statistics.PurchaseFact, {
  offset: kind.int64,
  itemId: kind.id,
  day,
  region: kind.optionalId,
  gap: kind.integer(),
  takenBack: kind.boolean,
  evidence: kind.optionalChoice(INTERACTION_TYPE_NAMES),
});

export const purchaseFacts = kind.message(statistics.PurchaseFacts, {
  tenantId: kind.tenant,
  definition: kind.id,
  step: kind.oneOfTexts('facts', 'rebuild', 'begin', 'end'),
  topic: kind.optionalId,
  partition: kind.integer(),
  facts: kind.list(purchaseFact),
  time: kind.optionalTime,
});

const sums = kind.list(kind.number());

const itemSums = kind.message(statistics.ItemSums, {
  itemId: kind.id,
  day,
  purchases: kind.number(),
  repeats: kind.number(),
  logGaps: kind.number(),
  decayed: sums,
  firsts: sums,
  evidence: kind.list(kind.message(statistics.EvidenceSums, { type: kind.choice(INTERACTION_TYPE_NAMES), sums })),
  regions: kind.list(kind.message(statistics.RegionSum, { region: kind.optionalId, sum: kind.number() })),
  applied: kind.int64,
});

const position = kind.message(statistics.StatisticsPosition, {
  complete: kind.boolean,
  next: kind.int64,
  sources: kind.list(
    kind.message(statistics.SourcePosition, { topic: kind.id, partition: kind.integer(), next: kind.int64 }),
    0,
    LIMITS.regions,
  ),
  time: kind.optionalTime,
});

export const itemStatistics = kind.message(statistics.ItemStatistics, {
  tenantId: kind.tenant,
  definition: kind.id,
  state: kind.oneOf<NonNullable<statistics.ItemStatistics['state']>>({ item: itemSums, position }, () =>
    problem('STARS_FIELD_REQUIRED', 'is required', 'state'),
  ),
});
