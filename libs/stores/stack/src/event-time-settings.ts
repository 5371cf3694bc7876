import { type EventTimeBounds, eventTimeBounds } from '@stars/contracts';
import { parseConfig } from '@stars/platform';
import { z } from 'zod';

/** Which times of events are taken, by environment variables: the same for all who take events. */
export const eventTimeEnvironment = {
  STARS_EVENTS_AHEAD_MINUTES: z.coerce
    .number()
    .min(0)
    .max(1440)
    .default(10)
    .describe('Minutes that the time of an event may lie ahead of the clock. An event further ahead is refused.'),
  STARS_EVENTS_BEHIND_YEARS: z.coerce
    .number()
    .positive()
    .max(10_000)
    .default(40)
    .describe('Years that the time of an event may lie behind the clock. An older event is refused.'),
};

type EventTimeSettings = z.infer<z.ZodObject<typeof eventTimeEnvironment>>;

/** The bounds that these settings name. Errors: `STARS_CONFIG_INVALID`. */
export function eventTimesOf(
  config: EventTimeSettings = parseConfig(z.object(eventTimeEnvironment), process.env),
): EventTimeBounds {
  return eventTimeBounds(config.STARS_EVENTS_AHEAD_MINUTES, config.STARS_EVENTS_BEHIND_YEARS);
}
