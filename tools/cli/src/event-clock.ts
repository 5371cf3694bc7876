import type { EventClock } from '@stars/contracts';
import { eventTimesOf } from '@stars/stack';

/** What times of events are checked against by a verb that begins now. */
export const eventClock = (): EventClock => ({ now: Date.now(), bounds: eventTimesOf() });
