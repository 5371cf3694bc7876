import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const library = new URL('../dist/index.js', import.meta.url).href;
const EVENTS = 1_000_000;
/** Counts a log with an event an hour of each of a thousand users, and prints the last item's count at its end. */
const SCRIPT = `
  import { LocalClock, RecentPopularity } from ${JSON.stringify(library)};
  const users = 1000, own = ${EVENTS} / users;
  const log = {
    users: { length: users },
    userOffsets: new Uint32Array(users + 1).map((_, user) => user * own),
    item: new Uint32Array(${EVENTS}).map((_, row) => row % own),
    time: new Float64Array(${EVENTS}).map((_, row) => (row % own) * 3_600_000),
    type: new Uint8Array(${EVENTS}),
  };
  const counting = { itemRow: new Int32Array(own).map((_, item) => item), items: own, days: 7, clock: new LocalClock('UTC') };
  const recent = new RecentPopularity(log, counting, (counts) => Float32Array.from(counts));
  console.log(recent.last.at(-1));`;

it('counts a million events in a heap that could not hold an object of each', async () => {
  const heap = ['--max-old-space-size=32', '--input-type=module', '-e', SCRIPT];
  const { stdout } = await promisify(execFile)(process.execPath, heap);
  expect(Number(stdout)).toBeCloseTo(1000 * Math.exp(-1 / 7), 1);
});
