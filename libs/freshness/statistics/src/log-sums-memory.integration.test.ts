import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const module = (path: string): string => JSON.stringify(new URL(path, import.meta.url).href);
/** Counts a log of so many events, each of another user, and prints the bytes that its process holds at the end of the log and of the count. */
const SCRIPT = `
  import { Interaction, TOPICS } from ${module('../../../foundation/contracts/dist/index.js')};
  import { LogSums } from ${module('../dist/log-sums.js')};
  const events = Number(process.argv[1]);
  let most = 0;
  const measure = () => {
    // Buffers that the first collection found are counted until their sweep has ended, for which the second waits.
    gc();
    gc();
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    most = Math.max(most, heapUsed + arrayBuffers);
  };
  async function* read() {
    for (let at = 0; at < events; at += 1000) {
      yield Array.from({ length: 1000 }, (_, n) => {
        const event = { eventId: 'event ' + (at + n), userId: 'user ' + (at + n), itemId: 'item ' + n, type: 3, time: new Date(at + n) };
        const value = Interaction.encode(Interaction.fromPartial(event)).finish();
        return { topic: TOPICS.interactions, partition: 0, offset: at + n, value, headers: {} };
      });
    }
    measure();
  }
  const deps = { bus: { endOffsets: async () => new Map([[0, events]]) }, log: { read }, clock: () => events };
  const { sums } = await new LogSums(deps).count({ tenantId: 'default', definition: '1:UTC:purchase' });
  measure();
  let purchases = 0;
  for await (const sum of sums) purchases += sum.purchases;
  console.log(JSON.stringify({ most, purchases }));`;

async function count(events: number): Promise<{ most: number; purchases: number }> {
  const script = ['--expose-gc', '--input-type=module', '-e', SCRIPT, String(events)];
  const { stdout } = await promisify(execFile)(process.execPath, script);
  return JSON.parse(stdout) as { most: number; purchases: number };
}

it('holds no more of a log that is four times as long', async () => {
  const [short, long] = [await count(20_000), await count(80_000)];
  expect([short.purchases, long.purchases]).toEqual([20_000, 80_000]);
  // To read the log into memory took 250 bytes an event.
  expect((long.most - short.most) / 60_000).toBeLessThan(80);
});
