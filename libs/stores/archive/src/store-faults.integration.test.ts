import { randomUUID } from 'node:crypto';
import { encodeDeleteUser, TOPICS } from '@stars/contracts';
import { S3ObjectStore } from '@stars/object-store';
import { createLogger, createMetrics } from '@stars/platform';
import { type Fault, startFaultyServer } from '@stars/servers';
import { describe, expect, it } from 'vitest';
import { ArchiveKeeper } from './archive-keeper.js';
import { ArchivePlace, idsFrom, keysOf, send } from './testing/archive-place.js';

const endpoint = process.env['STARS_TEST_S3'] ?? '';
process.env['AWS_ACCESS_KEY_ID'] ||= 'test';
process.env['AWS_SECRET_ACCESS_KEY'] ||= 'test';
const FAULTS: [string, Fault, number][] = [
  ['away', { away: true }, 10],
  ['refusing for now (503)', { status: 503 }, 8],
  ['asking to slow down (429)', { status: 429 }, 8],
  ['slow', { delayMs: 200 }, 6],
  ['losing answers', { loseAnswer: true }, 8],
];

describe.skipIf(endpoint === '')('an object store with faults', () => {
  it('makes the archive wait, and loses and doubles nothing', async () => {
    using place = new ArchivePlace();
    const bucket = `archive-${randomUUID()}`;
    expect((await fetch(`${endpoint}/${bucket}`, { method: 'PUT' })).ok).toBe(true);
    const network = await startFaultyServer(endpoint);
    const retries = { attempts: 2, firstMs: 5, mostMs: 20 };
    const store = new S3ObjectStore({ bucket, endpoint: network.url, region: 'us-east-1', retries });
    const archive = place.open({ store, now: Date.now });
    const metrics = createMetrics('archiver', { processMetrics: false });
    const keeper = new ArchiveKeeper({
      ...{ archive, metrics, everyMs: 20, eraseMs: 2000, now: Date.now, backOff: { firstMs: 20, mostMs: 50 } },
      logger: createLogger('archiver', { level: 'silent' }),
    });
    const position = (): number => archive.state.positions[TOPICS.interactions]?.[0] ?? 0;
    keeper.start();
    let sent = 0;
    for (const [name, fault, requests] of FAULTS) {
      network.next(fault, requests);
      await send(place, sent, 100);
      sent += 100;
      await expect.poll(position, { timeout: 60_000, message: name }).toBe(sent);
    }
    const tombstone = encodeDeleteUser({ tenantId: '', userId: 'user-3' }, new Date());
    await place.bus.eraseKey([TOPICS.interactions], tombstone.key);
    await place.bus.publish(TOPICS.users, [tombstone]);
    network.next({ status: 503 }, 12);
    const proofs = async (): Promise<number> => (await keysOf(store, '_erasures/')).length;
    await expect.poll(() => proofs().catch(() => -1), { timeout: 60_000 }).toBe(1);
    await expect.poll(() => archive.state.erasures.length).toBe(0);
    await keeper.close();
    const ids = await place.idsIn(store, archive.state.files);
    const left = idsFrom(0, sent).filter((_, n) => n % 7 !== 3);
    const failures = Number(/archive_failures_total\{.*\} (\d+)/.exec(await metrics.expose())![1]);
    console.log(JSON.stringify({ sent, stored: ids.length, of_deleted: sent - left.length, failures }));
    expect(ids.toSorted()).toEqual(left.toSorted());
    expect(failures).toBeGreaterThan(5);
    await network.stop();
    await store.close();
  });
});
