import type { Interval } from '../bootstrap.js';
import { type Html, html } from './html.js';

/** Charts are drawn 360 units wide, so that their text is readable on a screen of that width. */
const WIDTH = 360;
const LINE = 18;

/** Colours of the style sheet, by the meaning of a mark. */
export type Tone = 'own' | 'other' | 'third';

export interface Bar {
  label: string;
  value: number;
  ci95?: Interval;
  tone: Tone;
  /** Shown at the end of the bar. */
  text: string;
}

/**
 * Horizontal bars from 0, each under its label, with whiskers for intervals.
 * @param scale Value at the right end; default: the largest value drawn.
 */
export function barChart(title: string, bars: readonly Bar[], scale = 0): Html {
  const most = Math.max(1e-9, scale, ...bars.map(({ value, ci95 }) => Math.max(value, ci95?.[1] ?? 0)));
  const x = (value: number) => 2 + (Math.max(0, value) / most) * (WIDTH - 64);
  const step = LINE + 16;
  return svg(
    title,
    bars.length * step + 4,
    bars.map(({ label, value, ci95, tone, text }, n) => {
      const top = n * step;
      const end = Math.max(x(value), ci95 ? x(ci95[1]) : 0);
      return html`<text x="2" y="${top + 12}">${label}</text>
<rect class="${tone}" x="2" y="${top + 17}" width="${round(x(value) - 2)}" height="10" rx="2"/>${
        ci95 && whisker(x(ci95[0]), x(ci95[1]), top + 22)
      }<text x="${round(end + 5)}" y="${top + 26}">${text}</text>`;
    }),
  );
}

/** Parts of a whole: one bar of full width a row, the parts in the given order. */
export function shareChart(title: string, rows: readonly { label: string; shares: readonly number[] }[]): Html {
  const tones: Tone[] = ['own', 'third', 'other'];
  const step = LINE + 16;
  return svg(
    title,
    rows.length * step + 4,
    rows.map(({ label, shares }, n) => {
      let from = 2;
      const parts = shares.map((share, part) => {
        const width = share * (WIDTH - 4);
        const rect = html`<rect class="${tones[part % tones.length]}" x="${round(from)}" y="${n * step + 17}" width="${round(width)}" height="12"/>`;
        from += width;
        return rect;
      });
      return html`<text x="2" y="${n * step + 12}">${label}</text>${parts}`;
    }),
  );
}

/** Counts of neighbouring bins, with labels under the first, the middle and the last edge. */
export function histogram(title: string, counts: readonly number[], edges: readonly [string, string, string]): Html {
  const height = 140;
  const most = Math.max(1, ...counts);
  const width = (WIDTH - 8) / counts.length;
  return svg(title, height + 20, [
    ...counts.map((count, n) => {
      const bar = (count / most) * (height - 10);
      return html`<rect class="own" x="${round(4 + n * width + 1)}" y="${round(height - bar)}" width="${round(width - 2)}" height="${round(bar)}"/>`;
    }),
    html`<line class="axis" x1="4" y1="${height}" x2="${WIDTH - 4}" y2="${height}"/>`,
    ...edges.map((edge, n) => {
      const anchor = ['start', 'middle', 'end'][n];
      return html`<text class="soft" x="${4 + (n * (WIDTH - 8)) / 2}" y="${height + 14}" text-anchor="${anchor}">${edge}</text>`;
    }),
  ]);
}

/** Explains the tones. */
export function legend(entries: readonly { tone: Tone; label: string }[]): Html {
  return svg(
    'Legend',
    entries.length * LINE,
    entries.map(
      ({ tone, label }, n) =>
        html`<rect class="${tone}" x="2" y="${n * LINE + 4}" width="10" height="10"/><text x="18" y="${n * LINE + 13}">${label}</text>`,
    ),
  );
}

function whisker(from: number, to: number, y: number): Html {
  const path = `M${round(from)} ${y - 4}v8M${round(from)} ${y}H${round(to)}M${round(to)} ${y - 4}v8`;
  return html`<path class="whisker" d="${path}"/>`;
}

function svg(title: string, height: number, children: readonly Html[]): Html {
  return html`<svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${title}">${children}</svg>`;
}

const round = (value: number): number => Math.round(value * 10) / 10;
