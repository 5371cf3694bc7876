import { StarsError } from '@stars/errors';
import { COMPLETE_JOURNEY } from './complete-journey.js';
import { LECTURES } from './lectures.js';
import type { Log } from './log.js';
import { FUNNEL_SHOP, GOODS_SHOP, UNTUNED_SHOPS } from './made-up-shops.js';
import { MOVIELENS } from './movielens.js';
import { TA_FENG, TA_FENG_QUARTER } from './ta-feng.js';

/** In the order of the page: real ones first, and those that nobody chose anything by last. */
export const LOGS: readonly Log[] = [
  TA_FENG_QUARTER,
  TA_FENG,
  MOVIELENS,
  COMPLETE_JOURNEY,
  GOODS_SHOP,
  FUNNEL_SHOP,
  LECTURES,
  ...UNTUNED_SHOPS,
];

/** Errors: `STARS_USAGE`. */
export function logNamed(name: string): Log {
  const log = LOGS.find((each) => each.name === name);
  if (log) return log;
  throw new StarsError('STARS_USAGE', `there is no log ${name}: ${LOGS.map((each) => each.name).join(', ')}`);
}
