import { setTimeout as sleep } from 'node:timers/promises';
import { isStarsError } from '@stars/errors';
import type { ProfileStore } from '../port.js';

const TENANT = 't';
const USERS = 40;
const BATCH = 25;

export interface TrafficReport {
  /** Events that writers sent until each was acknowledged. */
  sent: number;
  /** Calls of writers that failed and were made again. */
  repeated: number;
  /** Events in the store in the end, and how many of them differ. */
  stored: number;
  distinct: number;
  reads: { answered: number; unavailable: number; longestMs: number };
  /** Milliseconds from the moment the server was back to the first answer. */
  backAfterMs: number;
  /** Codes of errors other than `STARS_UNAVAILABLE`. */
  otherErrors: unknown[];
}

/**
 * Consumers that write batches of events and repeat what failed, as those of the bus do, and readers that ask for one
 * user after the other and go on where there is no answer; meanwhile the server has its outage.
 */
export async function trafficDuring(
  outage: () => Promise<void>,
  writers: readonly ProfileStore[],
  reader: ProfileStore,
): Promise<TrafficReport> {
  const report: TrafficReport = {
    sent: 0,
    repeated: 0,
    stored: 0,
    distinct: 0,
    reads: { answered: 0, unavailable: 0, longestMs: 0 },
    backAfterMs: Number.NaN,
    otherErrors: [],
  };
  let running = true;
  let backAt = Number.NaN;

  const isAway = (error: unknown): boolean => {
    if (isStarsError(error) && error.code === 'STARS_UNAVAILABLE') return true;
    report.otherErrors.push(isStarsError(error) ? error.code : error);
    return false;
  };

  const write = async (store: ProfileStore, writer: number): Promise<void> => {
    for (let batch = 0; running; batch++) {
      const updates = Array.from({ length: BATCH }, (_, i) => {
        const number = batch * BATCH + i;
        const eventId = `${writer}-${number}`;
        // Every writer reaches every user: they meet.
        return {
          userId: `u${number % USERS}`,
          events: [{ eventId, itemId: eventId, type: 1, time: number, region: '' }],
        };
      });
      for (let done = false; !done; ) {
        try {
          await store.appendEvents(TENANT, updates);
          done = true;
        } catch (error) {
          if (!isAway(error)) return;
          report.repeated++;
          await sleep(50 + Math.random() * 50);
        }
      }
      report.sent += BATCH;
      await sleep(20);
    }
  };

  const read = async (): Promise<void> => {
    for (let i = 0; running; i++) {
      const start = performance.now();
      try {
        await reader.get(TENANT, [`u${i % USERS}`]);
        report.reads.answered++;
        if (performance.now() > backAt && Number.isNaN(report.backAfterMs)) {
          report.backAfterMs = performance.now() - backAt;
        }
      } catch (error) {
        if (!isAway(error)) return;
        report.reads.unavailable++;
      }
      report.reads.longestMs = Math.max(report.reads.longestMs, performance.now() - start);
      await sleep(10);
    }
  };

  const all = Promise.all([...writers.map(write), read(), read()]);
  await sleep(2000);
  await outage();
  backAt = performance.now();
  await sleep(5000);
  running = false;
  await all;

  const profiles = await reader.get(
    TENANT,
    Array.from({ length: USERS }, (_, i) => `u${i}`),
  );
  const items = profiles.flatMap((profile) => profile?.history.map(({ itemId }) => itemId) ?? []);
  report.stored = items.length;
  report.distinct = new Set(items).size;
  return report;
}
