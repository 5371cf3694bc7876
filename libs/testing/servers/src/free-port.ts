import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';
import { StarsError } from '@stars/errors';

// Below the range from which systems take the ports of outgoing connections: a client that keeps calling a server
// that is away would else meet itself one day, and the restarted server find its port taken.
const FIRST = 20_000;
const LAST = 32_000;
const TRIES = 100;

/** Whether nobody listens on that port of 127.0.0.1. */
export function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}

/** A TCP port on which nobody listens. Errors: `STARS_UNAVAILABLE` where a hundred were taken. */
export async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const port = randomInt(FIRST, LAST);
    if (await isFree(port)) return port;
  }
  throw new StarsError('STARS_UNAVAILABLE', `no free port found between ${FIRST} and ${LAST}`);
}
