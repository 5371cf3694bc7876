import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';
import { StarsError } from '@stars/errors';

// Below the range from which systems take the ports of outgoing connections: a client that keeps calling a server
// that is away could otherwise connect to itself, and the restarted server would find its port in use.
const FIRST = 20_000;
const LAST = 32_000;
const TRIES = 100;

/** Who asked for one may not listen to it yet. */
const given = new Set<number>();

/** Whether the port of 127.0.0.1 is free. */
export function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}

/** A free TCP port, each only once in a process. Errors: `STARS_UNAVAILABLE` if a hundred ports were in use. */
export async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const port = randomInt(FIRST, LAST);
    if (given.has(port)) continue;
    given.add(port);
    if (await isFree(port)) return port;
  }
  throw new StarsError('STARS_UNAVAILABLE', `no free port found between ${FIRST} and ${LAST}`);
}
