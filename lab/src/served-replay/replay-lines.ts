import type { ReplayReport } from './replay-served.js';

const SHOWN = 5;

/** What a replay found, as text. */
export function replayLines(report: ReplayReport): string {
  const { from, to, sessions, lists, equal, degraded, different } = report;
  const lines = [
    `Served from ${from} to ${to}: ${equal} of ${lists} lists of ${sessions} sessions are those that are measured.`,
    ...(degraded > 0 ? [`${degraded} sessions had answers that were less than they could be.`] : []),
    ...different.slice(0, SHOWN).map(({ session, list, served, evaluated }) => {
      const at = evaluated.findIndex((id, place) => id !== served[place]);
      return `  ${session}, ${list}: place ${at + 1} is ${served[at] ?? 'empty'}, and was measured as ${evaluated[at]}`;
    }),
  ];
  return `${lines.join('\n')}\n`;
}
