import type { LocalClock } from '@stars/features';
import { type Drift, type DriftSettings, driftReason } from './drift.js';

export interface ScheduleSettings {
  /** From the end of one training to the next, ms. */
  everyMs?: number;
  /** Local times of day, minutes after midnight. */
  dailyAt?: { minutes: readonly number[]; clock: Pick<LocalClock, 'local'> };
  drift?: DriftSettings;
  /** The shortest time from the end of one training to the next, ms, for any reason. */
  pauseMs: number;
  /** Time between two decisions, ms. */
  lookMs: number;
}

export type TrainingDecision =
  | { train: true; because: 'asked' | 'first' | 'interval' | 'time of day' | 'drift'; why: string }
  | { train: false; because: 'pause' | 'nothing'; why: string };

/** Whether the settings have a reason for a second training. */
export const isRecurring = ({ everyMs, dailyAt, drift }: ScheduleSettings): boolean =>
  everyMs !== undefined || dailyAt !== undefined || drift !== undefined;

/**
 * Whether a training begins now.
 * @param now ms @param last When the last training ended, ms; absent: there was none.
 * @param drift absent if it is not measured
 * @param asked Whether somebody waits for one
 */
export function decideTraining(
  settings: ScheduleSettings,
  now: number,
  last: number | undefined,
  drift: Drift | undefined,
  asked = false,
): TrainingDecision {
  if (asked) return { train: true, because: 'asked', why: 'somebody asked for it' };
  if (last === undefined) return { train: true, because: 'first', why: 'there is no model yet' };
  const due = dueBecause(settings, now, last, drift);
  if (!due) return { train: false, because: 'nothing', why: '' };
  const wait = last + settings.pauseMs - now;
  if (wait <= 0) return due;
  return { train: false, because: 'pause', why: `${due.why}; the pause ends in ${Math.ceil(wait / 60_000)} min` };
}

function dueBecause(
  { everyMs, dailyAt, drift: limits }: ScheduleSettings,
  now: number,
  last: number,
  drift: Drift | undefined,
): Extract<TrainingDecision, { train: true }> | undefined {
  if (everyMs !== undefined && now >= last + everyMs) {
    return { train: true, because: 'interval', why: `the last training ended ${hours(now - last)} h ago` };
  }
  if (dailyAt) {
    const [local, lastLocal] = [dailyAt.clock.local(now), dailyAt.clock.local(last)];
    const passed = dailyAt.minutes.find((minute) => latestAt(minute, local) > lastLocal);
    if (passed !== undefined) return { train: true, because: 'time of day', why: `it is past ${timeOfDay(passed)}` };
  }
  const why = limits && drift && driftReason(drift, limits);
  return why ? { train: true, because: 'drift', why } : undefined;
}

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** The last time (local ms) at which the clock showed this many minutes after midnight. */
function latestAt(minute: number, local: number): number {
  const today = Math.floor(local / DAY_MS) * DAY_MS + minute * MINUTE_MS;
  return today <= local ? today : today - DAY_MS;
}

/** Minutes after midnight of `HH:MM`; undefined if it is invalid. */
export function minutesOf(text: string): number | undefined {
  const [, hour, minute] = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(text) ?? [];
  return hour === undefined ? undefined : 60 * Number(hour) + Number(minute);
}

const timeOfDay = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
const hours = (ms: number): string => (ms / 3_600_000).toFixed(1);
