import { type Prepared, type Watch, withBus } from '@stars/cli';
import { dayToDate } from '@stars/features';
import { type ReplayReport, replayServed } from './replay-served.js';

/** Serves the days of an evaluation with its model. All users are asked for, also if the evaluation has a sample of them. */
export function replayPrepared(
  { folder, clock, data, set, model }: Prepared,
  { progress, signal }: Watch,
): Promise<ReplayReport> {
  const days = set.sessions.map(({ day }) => day);
  const [first, last] = days.reduce(
    ([from, to], day) => [Math.min(from, day), Math.max(to, day)],
    [days[0]!, days[0]!],
  );
  return withBus(folder, (bus) =>
    replayServed({ bus, root: folder.root, version: model.version, timeZone: clock.timeZone }, data, {
      from: dayToDate(first),
      to: dayToDate(last),
      onDay: (day, sessions) =>
        progress.update({
          label: `Replay: ${dayToDate(day)}`,
          done: day - first,
          total: last - first + 1,
          detail: `days, ${sessions} sessions`,
        }),
      signal,
    }),
  );
}
