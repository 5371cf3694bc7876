import type { FatigueFit } from '@stars/evaluation';

/** What the log of a surface says of fatigue, for a person. */
export function fatigueText({ surface, showings, choices, strength, bands }: FatigueFit & { surface: string }): string {
  const found = strength
    ? `Within pairs of user and item, a strength of ${strength.value.toFixed(2)} fits (95%: ${strength.ci95.map((bound) => bound.toFixed(2)).join(' to ')}).`
    : 'Too few items were seen several times and chosen: no strength can be said.';
  const rows = bands.map(({ from, showings: count, rate, expected }, n) => {
    const next = bands[n + 1]?.from;
    const most = next === undefined ? `above ${Math.floor(from)}` : `up to ${Math.floor(next)}`;
    return [from === 0 ? '0' : most, String(count), percent(rate), percent(expected)];
  });
  const head = ['times in vain', 'showings', 'chosen', 'by item and user alone'];
  const lines = [head, ...rows].map((cells) =>
    `  ${cells.map((cell, n) => cell.padEnd(head[n]!.length)).join('  ')}`.trimEnd(),
  );
  return `${surface}: ${showings} showings, ${choices} choices. ${found}\n${lines.join('\n')}\n`;
}

const percent = (share: number): string => `${(100 * share).toFixed(2)}%`;
