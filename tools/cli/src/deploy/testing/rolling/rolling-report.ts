import type { RolledShop } from './rolled-shop.js';
import type { Calls, SteadyLoad } from './steady-load.js';

/** What was asked for at which rate, and how long pods took to be ready, for a person. */
export function reportOf({ deployments }: RolledShop, load: SteadyLoad): string {
  const { seconds, recommend, track, upsert, events } = load;
  const calls = Object.entries({ recommend, track, upsert }).map(
    ([name, each]) => `  ${name}: ${inWords(each, seconds)}`,
  );
  const pods = deployments.map(({ part, all }) => {
    const ready = all.map(({ readyAfter }) => readyAfter.toFixed(0)).join(', ');
    const peaks = all.flatMap(({ peakMebibytes }) => (Number.isNaN(peakMebibytes) ? [] : [peakMebibytes]));
    const peak = peaks.length > 0 ? `; at most ${Math.max(...peaks)} MiB` : '';
    return `  ${part}: ready after ${ready} s${peak}`;
  });
  const without = [...load.degradations].map(([code, count]) => `  ${count} answers: ${code}`);
  const lines = [...calls, `  ${(events.length / seconds).toFixed(0)} events a second`, ...without, ...pods];
  return `rolled in ${seconds.toFixed(0)} s:\n${lines.join('\n')}\n`;
}

function inWords({ sent, failures, times }: Calls, seconds: number): string {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number) => `${Math.round(sorted[Math.floor(share * (sorted.length - 1))] ?? Number.NaN)} ms`;
  const rate = `${sent} calls, ${(sent / seconds).toFixed(0)} a second, ${failures.length} failed`;
  return `${rate}; p50 ${at(0.5)}, p99 ${at(0.99)}, most ${at(1)}`;
}
