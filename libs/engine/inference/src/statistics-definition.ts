import { type InteractionType, interactionTypeName } from '@stars/contracts';
import { LocalClock } from '@stars/features';
import { isTargetEvent } from '@stars/ranking';
import type { StarsModel } from './stars-model.js';

/** Of the code that counts: raise it if the same events give other sums. */
const VERSION = 1;

/** What the statistics of all users count, and by which clock. */
export interface StatisticsDefinition {
  /** Statistics of two names never mix. */
  readonly name: string;
  /** Local day number of a time, ms. */
  day(time: number): number;
  /** Whether an event is a purchase; the others are evidence of it. */
  isPurchase(type: InteractionType): boolean;
}

/** The definition that a model was trained with. */
export function statisticsDefinition({ timeZone, kinds }: Pick<StarsModel, 'timeZone' | 'kinds'>): StatisticsDefinition {
  const clock = new LocalClock(timeZone);
  return {
    // Keys of the bus are made of it: it has no "/".
    name: [VERSION, timeZone.replaceAll('/', '.'), kinds ? interactionTypeName(kinds.target) : 'any'].join(':'),
    day: (time) => clock.day(time),
    isPurchase: (type) => isTargetEvent(kinds, type),
  };
}
