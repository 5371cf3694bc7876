import { InteractionType, interactionTypeName, typeOfKind } from '@stars/contracts';
import { LocalClock, TARGET_KINDS } from '@stars/features';
import type { EventKinds } from '@stars/ranking';

/** Of the code that counts: raise it if the same events give other sums. */
const VERSION = 1;
/** The kind of a model that counts all kinds alike. */
const ANY = 'any';

/** What the statistics of all users count, and by which clock. */
export interface StatisticsDefinition {
  /** Statistics of two names never mix. Keys of the bus are made of it: it has no "/". */
  readonly name: string;
  /** Local day number of a time, ms. */
  day(time: number): number;
  /** Whether an event is a purchase; the others are evidence of it. */
  isPurchase(type: InteractionType): boolean;
}

/** Of a model. */
export interface CountedFor {
  timeZone: string;
  kinds?: Pick<EventKinds, 'target'> | undefined;
}

/** The name of the definition that a model was trained with. */
export const statisticsNameOf = ({ timeZone, kinds }: CountedFor): string =>
  [VERSION, timeZone.replaceAll('/', '.'), kinds ? interactionTypeName(kinds.target) : ANY].join(':');

/** The name of what is counted before the first model serves: purchases, and other events beside them. */
export const DEFAULT_STATISTICS = statisticsNameOf({
  timeZone: 'UTC',
  kinds: { target: InteractionType.INTERACTION_TYPE_PURCHASE },
});

/** Whether an older version of the code counts so: nobody needs it any more. */
export const isOfOlderCode = (name: string): boolean => versionOf(name) < VERSION;

/** Whether a newer version of the code counts so: its processes are about to come. */
export const isOfNewerCode = (name: string): boolean => versionOf(name) > VERSION;

const versionOf = (name: string): number => Number(/^\d+(?=:)/.exec(name)?.[0] ?? Number.NaN);

/** Undefined if this version of the code does not count so, or at no place on earth. */
export function statisticsDefinition(name: string): StatisticsDefinition | undefined {
  const [version, timeZone = '', kind] = name.split(':');
  const target = TARGET_KINDS.find((one) => one === kind);
  if (version !== String(VERSION) || (target === undefined && kind !== ANY)) return undefined;
  const clock = clockOf(timeZone.replaceAll('.', '/'));
  if (clock === undefined) return undefined;
  return {
    name,
    day: (time) => clock.day(time),
    isPurchase: (type) => target === undefined || type === typeOfKind(target),
  };
}

/** Undefined for a time zone that is none: names come over the bus. */
function clockOf(timeZone: string): LocalClock | undefined {
  try {
    return new LocalClock(timeZone);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return undefined;
  }
}
