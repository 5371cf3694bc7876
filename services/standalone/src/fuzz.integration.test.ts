import { afterAll, beforeAll, expect, it } from 'vitest';
import { FuzzRun } from './testing/fuzz/fuzz-run.js';

const CASES = Number(process.env['STARS_FUZZ_CASES'] ?? 1900);
const SEED = Number(process.env['STARS_FUZZ_SEED'] ?? 1);
/** No case takes so long; the sum may. */
const TIMEOUT_MS = 120_000 + 20 * CASES;

/** What memory may grow by from half of the calls to the last: stores hold more by then. Before, caches fill. */
const MOST_GROWTH_MIB = { heap: 32, rss: 256 };

let run: FuzzRun;
beforeAll(async () => {
  run = await FuzzRun.open(SEED);
});
afterAll(() => run?.close());

it(
  'answers every case as meant, tells nothing of the other tenant, and goes on',
  async () => {
    const before = await run.otherTenant();
    const warmUp = { api: Math.round(CASES * 0.4), connections: Math.round(CASES * 0.01) };
    const all = { api: 2 * warmUp.api, connections: 2 * warmUp.connections };
    await run.callApi(0, warmUp.api, warmUp.connections);
    const warm = await run.memory();
    await run.callApi(warmUp.api, all.api, all.connections - warmUp.connections);
    const grown = await run.memory();
    // Until here, the other tenant's data can only have been changed over the API.
    expect(await run.otherTenant()).toEqual(before);
    process.stdout.write(`${run.report()}\n`);
    expect(run.failures.slice(0, 20), `seed ${SEED}`).toEqual([]);
    // What these name may be gone, or never was: the run changes and deletes the same surface many times.
    const mayMiss =
      /roll-back|RollBack|dead-letters\/|(Replay|Drop)DeadLetters|keys\/revoke|RevokeKeys|models\/|ServeModel/;
    expect((await run.unanswered()).filter((row) => !mayMiss.test(row))).toEqual([]);
    const letters = await run.fillTopics(CASES - all.api - all.connections);
    process.stdout.write(`${run.report()}\n`);
    process.stdout.write(`memory after warming up ${JSON.stringify(warm)}, at the end ${JSON.stringify(grown)}\n`);
    expect(run.failures.slice(0, 20), `seed ${SEED}`).toEqual([]);
    expect(run.table.total).toBe(CASES);
    expect(letters).toEqual({ unread: [], unknown: [] });
    expect(grown.heap - warm.heap).toBeLessThan(MOST_GROWTH_MIB.heap);
    expect(grown.rss - warm.rss).toBeLessThan(MOST_GROWTH_MIB.rss);
    await run.stillWorks();
  },
  TIMEOUT_MS,
);
