import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeImpression, Impression, TOPICS } from '@stars/contracts';
import type { EventBus } from '@stars/event-bus';
import { ContextTimeline, InteractionLogBuilder, type TrainingData } from '@stars/features';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { prepareJob } from './training-job.js';
import { openRun } from './training-run.js';

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'stars-job-'));
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

const time = new Date('2024-05-01T00:00:00Z');
const page = { eventId: 'e', pageId: 'p', tenantId: 'default', userId: 'ann', time, items: [{ itemId: 'tea' }] };

/** A bus with one page that was shown, and nothing else. */
const bus = {
  endOffsets: async () => new Map([[0, 1]]),
  async *read({ topic }: { topic: string }) {
    if (topic === TOPICS.impressions)
      yield [{ ...encodeImpression(Impression.fromPartial(page)), topic, partition: 0, offset: 0 }];
  },
} as unknown as EventBus;

/** What an evaluation has read: it needs no impressions itself. */
function read(): TrainingData {
  const builder = new InteractionLogBuilder();
  builder.add({ userId: 'ann', itemId: 'tea', type: 3, time: time.getTime(), region: '', sessionId: '' });
  return { log: builder.build(), items: new Map(), users: new Map(), timeline: new ContextTimeline() };
}

it('reads what was shown if the recipe learns from it, also where the rest was read already', async () => {
  const data = read();
  const jobOf = async (hardNegatives: number) => {
    const options = { bus, data, dataDir, place: { timeZone: 'UTC', country: 'US' }, now: 0, publish: false };
    return prepareJob(await openRun({ ...options, size: 'tiny', recipe: { hardNegatives } }));
  };
  const [with8, without] = [await jobOf(8), await jobOf(0)];
  expect(with8.data.log).toBe(data.log);
  expect(with8.data.impressions?.before('ann', time.getTime())).toHaveLength(1);
  expect(with8.why).toContain('passed over are negatives');
  expect(without.data).toBe(data);
});
