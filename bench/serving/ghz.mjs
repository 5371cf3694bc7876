// Sends the same requests with ghz (github.com/bojand/ghz), to check the generator of this bench.
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { REGIONS, unit, userIdOf } from './shop.mjs';

const USERS = 2000;
const CONNECTIONS = 4;
const CALLERS = 64;

const requestOf = (n, { users }) => ({
  user_id: userIdOf(Math.floor(users * unit(n, 90))),
  k: 20,
  mode: 'RECOMMEND_MODE_ROUND_ROBIN',
  surface: 'home',
  region: REGIONS[0],
  filter: { range: { field: 'price', max: 37.5 } },
});

/** Times in ms from when ghz sent a request. It does not know when a request was due. */
export async function runGhz(program, { port, rate, seconds, shop, folder }) {
  const data = join(folder, 'ghz.json');
  writeFileSync(data, JSON.stringify(Array.from({ length: USERS }, (_, n) => requestOf(n, shop))));
  const { stdout } = await promisify(execFile)(
    program,
    [
      '--insecure',
      ...['--call', 'stars.v1.RecommendationService/Recommend'],
      ...['--data-file', data],
      ...['--rps', String(rate), '--duration', `${seconds}s`, '--duration-stop', 'wait'],
      ...['--connections', String(CONNECTIONS), '--concurrency', String(CALLERS)],
      ...['--format', 'json', `127.0.0.1:${port}`],
    ],
    { maxBuffer: 2 ** 28 },
  );
  const { count, rps, latencyDistribution, slowest, statusCodeDistribution } = JSON.parse(stdout);
  const at = (percentage) => (latencyDistribution?.find((each) => each.percentage === percentage)?.latency ?? 0) / 1e6;
  return {
    rate,
    count,
    perSecond: rps,
    p50: at(50),
    p90: at(90),
    p99: at(99),
    max: slowest / 1e6,
    codes: statusCodeDistribution,
  };
}
