import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { encodeDeleteUser, TOPICS } from '@stars/contracts';
import { expect, it } from 'vitest';
import { ArchivePlace, encode, interaction, KEY, keysOf, rowsOf } from './testing/archive-place.js';
import { startWriter } from './testing/writer-program.js';

const KILLS = process.env['STARS_TEST_ALL'] ? 200 : 6;
const SEED = Number(process.env['STARS_TEST_SEED'] ?? 20261127);
const GONE = 'gone';

it(
  'loses and doubles nothing if its writer is killed at random moments, and erases whom it must',
  async () => {
    using place = new ArchivePlace();
    let state = SEED;
    const random = (below: number): number => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return (state >>> 8) % below;
    };
    const sent = new Set<string>();
    const send = async (n: number): Promise<void> => {
      const events = Array.from({ length: n }, () => {
        const eventId = randomUUID();
        // Three days, so that one range becomes several files.
        const time = new Date(Date.now() - random(3) * 86_400_000);
        const userId = random(20) === 0 ? GONE : `user-${random(50)}`;
        if (userId !== GONE) sent.add(eventId);
        return interaction(0, { eventId, userId, time });
      });
      await place.bus.publish(TOPICS.interactions, events.map(encode));
    };
    const file = join(place.folder, 'stars.db');
    for (let kill = 0; kill < KILLS; kill++) {
      const writer = startWriter(file, place.root, KEY);
      await send(400 + random(400));
      await writer.ready;
      const until = performance.now() + random(700);
      while (performance.now() < until) {
        await send(40);
        await sleep(10);
      }
      if (kill === KILLS >> 1) {
        const tombstone = encodeDeleteUser({ tenantId: '', userId: GONE }, new Date());
        await place.bus.eraseKey([TOPICS.interactions], tombstone.key);
        await place.bus.publish(TOPICS.users, [tombstone]);
      }
      writer.process.kill('SIGKILL');
      expect(await writer.ended).toBe('SIGKILL');
    }
    const tombstone = encodeDeleteUser({ tenantId: '', userId: GONE }, new Date());
    await place.bus.eraseKey([TOPICS.interactions], tombstone.key);
    await place.bus.publish(TOPICS.users, [tombstone]);
    place.now = Date.now();
    const archive = place.open({ graceMs: 0 });
    await archive.catchUp();
    await archive.erase();
    await archive.deleteStray();
    const rows = await rowsOf(place.store, place.root);
    const ids = rows.map(({ event_id: id }) => String(id));
    const found = new Set(ids);
    const counts = {
      kills: KILLS,
      sent: sent.size,
      stored: found.size,
      lost: [...sent].filter((id) => !found.has(id)).length,
      doubled: ids.length - found.size,
      of_deleted: rows.filter(({ user_id: id }) => id === GONE).length,
      files: archive.state.files.length,
    };
    console.log(JSON.stringify(counts));
    expect(counts).toMatchObject({ stored: sent.size, lost: 0, doubled: 0, of_deleted: 0 });
    expect((await keysOf(place.store, 'tenant=')).sort()).toEqual(archive.state.files.map(({ key }) => key).sort());
  },
  60_000 + KILLS * 5_000,
);
