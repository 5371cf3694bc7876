import { Interaction, InteractionType } from '@stars/contracts';
import { expect, vi } from 'vitest';
import type { Provocation } from './provocation.js';
import { type RunningSystem, SHOP } from './running-system.js';
import { sumOf } from './scraped-process.js';

export type OnOneMachine = Provocation<RunningSystem>;

export const PATIENCE = { timeout: 30_000, interval: 20 };

let sent = 0;

/** Sends events that happened so long ago, until their users have them in their vectors. */
export async function track(system: RunningSystem, count: number, ageMs: number): Promise<void> {
  const interactions = Array.from({ length: count }, () =>
    Interaction.fromPartial({
      ...{ eventId: `new-${++sent}`, userId: SHOP.users[sent % SHOP.users.length]!.userId },
      ...{ itemId: SHOP.items[sent % SHOP.items.length]!.itemId, type: InteractionType.INTERACTION_TYPE_VIEW },
      time: new Date(Date.now() - ageMs),
    }),
  );
  await system.events.track({ interactions, impressions: [] });
  await system.drain();
}

/** A minute in which all is well. */
export async function work(system: RunningSystem): Promise<void> {
  for (let n = 0; n < 10; n++) await system.ask();
  await track(system, 5, 0);
  await archived(system);
}

/** Waits until a metric of the system is larger than it was. */
export const rises = async (system: RunningSystem, metric: RegExp, since: number): Promise<void> =>
  vi.waitFor(async () => expect(sumOf(await system.scrape(), metric), metric.source).toBeGreaterThan(since), PATIENCE);

const CAUGHT_UP = /stars_archive_caught_up_timestamp_seconds/;
const ARCHIVE_FAILURES = /stars_archive_failures_total/;
export const archived = (system: RunningSystem) => rises(system, CAUGHT_UP, Date.now() / 1000);
export const archiveFails = async (system: RunningSystem): Promise<void> =>
  rises(system, ARCHIVE_FAILURES, sumOf(await system.scrape(), ARCHIVE_FAILURES));
