import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FuzzRun } from './testing/fuzz/fuzz-run.js';
import { serversAt } from './testing/servers-at.js';

const kafka = process.env['STARS_TEST_KAFKA'];
const redis = process.env['STARS_TEST_REDIS'];
const elasticsearch = process.env['STARS_TEST_ELASTICSEARCH'];
/** Fewer than on the embedded bus: the messages are handled by the same code. */
const CASES = Math.round(Number(process.env['STARS_FUZZ_CASES'] ?? 1500) / 20);
/** No message takes so long; the sum may. */
const TIMEOUT_MS = 180_000 + 100 * CASES;
const SEED = Number(process.env['STARS_FUZZ_SEED'] ?? 1);

describe.skipIf(!kafka || !redis || !elasticsearch)('hostile messages on Kafka', () => {
  let run: FuzzRun;
  beforeAll(async () => {
    run = await FuzzRun.open(SEED, serversAt({ kafka, redis, elasticsearch }));
  });
  afterAll(() => run?.close());

  it('are handled or dead-lettered, and good ones after them are handled', { timeout: TIMEOUT_MS }, async () => {
    const letters = await run.fillTopics(CASES);
    process.stdout.write(`${run.report()}\n`);
    expect(letters, `seed ${SEED}`).toEqual({ unread: [], unknown: [] });
    expect(run.table.total).toBe(CASES);
    await run.stillWorks();
  });
});
