import { CandidateSource, RecommendedItem, ScoreParts } from '@stars/contracts';
import { SignalRules } from '@stars/features';
import type { Logger } from '@stars/platform';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { OffsetWatch, offsetShares } from './offset-watch.js';
import { fake } from './testing/fake.js';
import { newTestMetrics } from './testing/new-test-metrics.js';

const { CANDIDATE_SOURCE_GENERAL_INTEREST: GENERAL, CANDIDATE_SOURCE_NEXT_INTENT: NEXT } = CandidateSource;
const item = (source: CandidateSource, parts: Partial<ScoreParts>) => ({
  source,
  scoreParts: ScoreParts.fromPartial(parts),
});

describe('offsetShares', () => {
  it('are shares of the inner product and of everything added, by size, as a mean over items', () => {
    const shares = offsetShares([
      item(NEXT, { generalInterest: 50, nextIntent: -6, offsets: { heat: 1, rain: -3 } }),
      item(GENERAL, { generalInterest: 1, nextIntent: 50, offsets: { heat: -1 } }),
    ]);
    expect(shares.get('heat')).toBeCloseTo((0.1 + 0.5) / 2);
    expect(shares.get('rain')).toBeCloseTo(0.3 / 2);
  });

  it('count only items with score parts, and are always numbers', () => {
    const shares = offsetShares([
      item(NEXT, { nextIntent: 1, offsets: { heat: 1 } }),
      { source: NEXT, scoreParts: undefined },
    ]);
    expect([...shares]).toEqual([['heat', 0.5]]);
    expect(offsetShares([item(NEXT, { offsets: { heat: 0 } })]).size).toBe(0);
    expect(offsetShares([]).size).toBe(0);
  });
});

describe('OffsetWatch', () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  /** A watch that raises an alarm for heat from 0.3 of a score, and its warnings. */
  function newTestWatch() {
    const warned: unknown[] = [];
    const { metrics, readMetric } = newTestMetrics();
    const logger = fake<Logger>({ warn: (said: unknown) => warned.push(said) });
    const sut = new OffsetWatch(new SignalRules({ heat: { alarmShare: 0.3 } }), metrics, logger);
    const note = (offsets: Record<string, number>) =>
      sut.note([RecommendedItem.fromPartial(item(NEXT, { nextIntent: 1, offsets }))]);
    const alarms = (signal: string) => readMetric('stars_gateway_offset_alarms_total', { signal });
    const answers = (signal: string) => readMetric('stars_gateway_offset_share_count', { signal });
    return { note, warned, alarms, answers };
  }

  it('raises an alarm above a signal’s own limit, and none at it', async () => {
    const { note, warned, alarms, answers } = newTestWatch();
    note({ heat: 0.25, rain: 1 });
    expect([await answers('heat'), await alarms('heat'), await alarms('rain')]).toEqual([1, 0, 0]);
    note({ rain: 1 });
    expect([await answers('rain'), await alarms('rain')]).toEqual([2, 0]);
    note({ heat: 1 });
    expect([await answers('heat'), await alarms('heat')]).toEqual([2, 1]);
    expect(warned).toEqual([{ signal: 'heat', share: 0.5, limit: 0.3 }]);
  });

  it('counts every alarm, and logs one of each signal a minute', async () => {
    vi.useFakeTimers();
    const { note, warned, alarms } = newTestWatch();
    note({ heat: 3 });
    vi.advanceTimersByTime(59_999);
    note({ heat: 3 });
    expect(warned).toHaveLength(1);
    note({ rain: 3 });
    expect(warned).toHaveLength(2);
    vi.advanceTimersByTime(1);
    note({ heat: 3 });
    expect(warned).toHaveLength(3);
    expect(await alarms('heat')).toBe(3);
  });
});
