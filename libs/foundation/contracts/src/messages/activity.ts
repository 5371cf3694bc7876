import { problem } from '../field-problem.js';
import * as service from '../generated/stars/v1/activity_service.js';
import * as kind from '../kinds/index.js';
import { LIMITS } from '../limits.js';
import { ACTIVITY_BUCKET_NAMES, ACTIVITY_ORIGIN_NAMES } from './enum-names.js';
import { timeZone } from './time-zone.js';

export const getActivityRequest = kind.message(
  service.GetActivityRequest,
  {
    tenantId: kind.tenant,
    from: kind.time,
    until: kind.optionalTime,
    bucket: kind.optionalChoice(ACTIVITY_BUCKET_NAMES),
    timeZone,
    withinDays: kind.integer(0, LIMITS.activityDays),
    topItems: kind.integer(0, LIMITS.activityItems),
  },
  {
    whole({ from, until }) {
      if (until && from! >= until) throw problem('STARS_OUT_OF_RANGE', 'is not after from', 'until');
    },
  },
);

const eventCounts = kind.message(service.EventCounts, {
  views: kind.integer(),
  addToCarts: kind.integer(),
  removalsFromCart: kind.integer(),
  purchases: kind.integer(),
  refunds: kind.integer(),
  units: kind.anyNumber,
  revenue: kind.anyNumber,
  unitsWithoutPrice: kind.anyNumber,
});
const activityRow = kind.message(service.ActivityRow, {
  start: kind.time,
  placement: kind.anyText,
  origin: kind.choice(ACTIVITY_ORIGIN_NAMES),
  answers: kind.integer(),
  confirmed: kind.integer(),
  events: kind.optional(eventCounts),
});
const answersWith = kind.list(
  kind.message(service.AnswersWith, { name: kind.anyText, answers: kind.integer() }),
  0,
  LIMITS.activityItems,
);
const shownItem = kind.message(service.ShownItem, {
  itemId: kind.anyText,
  answers: kind.integer(),
  views: kind.integer(),
  purchases: kind.integer(),
});
const placementActivity = kind.message(service.PlacementActivity, {
  placement: kind.anyText,
  answers: kind.integer(),
  items: kind.integer(),
  topTenthShare: kind.anyNumber,
  degradations: answersWith,
  modes: answersWith,
  modelVersions: answersWith,
  topItems: kind.list(shownItem, 0, LIMITS.activityItems),
});
export const getActivityResponse = kind.message(service.GetActivityResponse, {
  rows: kind.list(activityRow),
  placements: kind.list(placementActivity),
  itemsShown: kind.integer(),
  catalogItems: kind.integer(),
  withinDays: kind.integer(),
  asOf: kind.time,
  knownSince: kind.optionalTime,
});
