import { StarsError } from '@stars/errors';

/** What callers get while the ports are open and the stores or the model are not there yet: the same call works later. */
export const stillStarting = (): StarsError =>
  new StarsError('STARS_UNAVAILABLE', 'the gateway starts: /readyz says what it waits for');
