import { LocalClock } from '@stars/features';
import { describe, expect, it } from 'vitest';
import { decideTraining, isRecurring, minutesOf, type ScheduleSettings } from './training-decision.js';

const HOUR = 3_600_000;
const at = (text: string): number => Date.parse(text);
const settings = (part: Partial<ScheduleSettings>): ScheduleSettings => ({ pauseMs: HOUR, lookMs: 60_000, ...part });
const drift = { divergence: 0.1, unseen: 0.2, fewestEvents: 100, windowMs: 1 };
const drifted = { events: 1000, divergence: 0.3, unseen: 0 };

describe('a training', () => {
  it('begins at once if there was none', () => {
    expect(decideTraining(settings({ everyMs: HOUR }), 0, undefined, undefined)).toMatchObject({
      train: true,
      because: 'first',
    });
  });

  it('begins an interval after the last one', () => {
    const daily = settings({ everyMs: 24 * HOUR });
    expect(decideTraining(daily, 24 * HOUR - 1, 0, undefined)).toMatchObject({ train: false, because: 'nothing' });
    expect(decideTraining(daily, 24 * HOUR, 0, undefined)).toMatchObject({ train: true, because: 'interval' });
  });

  it('begins once after each time of day, by the shop’s clock', () => {
    const clock = new LocalClock('America/New_York');
    const nightly = settings({ dailyAt: { minutes: [minutesOf('03:00')!, minutesOf('15:30')!], clock } });
    const last = at('2024-06-01T07:00:30Z'); // 03:00:30 in New York
    const decide = (now: string) => decideTraining(nightly, at(now), last, undefined);
    expect(decide('2024-06-01T19:29:59Z').train).toBe(false);
    expect(decide('2024-06-01T19:30:00Z')).toMatchObject({ train: true, why: 'it is past 15:30' });
    expect(decide('2024-06-02T06:59:00Z')).toMatchObject({ train: true, why: 'it is past 15:30' });
    // Also after the nights of clock changes: then 03:00 is an hour earlier in UTC.
    const autumn = (now: string) => decideTraining(nightly, at(now), at('2024-11-02T20:00:00Z'), undefined);
    expect(autumn('2024-11-03T07:59:00Z').train).toBe(false);
    expect(autumn('2024-11-03T08:00:00Z').train).toBe(true);
  });

  it('begins if recent events drift, but not before the pause has passed', () => {
    const watching = settings({ drift });
    expect(decideTraining(watching, 2 * HOUR, 0, undefined).train).toBe(false);
    expect(decideTraining(watching, 2 * HOUR, 0, { ...drifted, divergence: 0.05 }).train).toBe(false);
    expect(decideTraining(watching, 2 * HOUR, 0, drifted)).toMatchObject({ train: true, because: 'drift' });
    expect(decideTraining(watching, HOUR / 2, 0, drifted)).toMatchObject({
      train: false,
      because: 'pause',
      why: expect.stringContaining('the pause ends in 30 min'),
    });
  });

  it('is repeated only if the settings have a reason for it', () => {
    expect(isRecurring(settings({}))).toBe(false);
    expect(isRecurring(settings({ drift }))).toBe(true);
  });

  it.each([
    ['00:00', 0],
    ['23:59', 1439],
    ['24:00', undefined],
    ['3:00', undefined],
    ['03:60', undefined],
    ['', undefined],
  ])('knows the time of day %s', (text, minutes) => {
    expect(minutesOf(text)).toBe(minutes);
  });
});
