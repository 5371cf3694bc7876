import { InteractionType } from '@stars/contracts';
import { describe, expect, it } from 'vitest';
import { ContextTimeline } from './context-timeline.js';
import { gapBucket, requestColumns, SideEncoder, sideLayout, signalsOfInputs } from './side-features.js';
import { contextSignal } from './testing/messages.js';
import { smallSpec } from './testing/spec.js';

const HOUR = 3_600_000;
const spec = smallSpec();
const layout = sideLayout(spec);
const VIEW = InteractionType.INTERACTION_TYPE_VIEW;

/** The row of a token as `{ part: values }`: the non-zero numbers of each part of the layout. */
function rowOf(
  token: Partial<{ itemId: string; type: number; time: number; region: string }>,
  since?: number,
  signals: Parameters<typeof contextSignal>[0][] = [],
  of = spec,
): Record<string, number[]> {
  const timeline = new ContextTimeline();
  for (const signal of signals) timeline.add(contextSignal(signal));
  const encoder = new SideEncoder(of, timeline);
  const { width, context: _, ...starts } = encoder.layout;
  const base = 3;
  const out = new Float32Array(base + width + 2);
  encoder.write(out, base, { itemId: 'a', type: VIEW, time: 0, region: '', ...token }, since);
  expect([...out.slice(0, base), ...out.slice(base + width)]).toEqual([0, 0, 0, 0, 0]);
  const parts = Object.entries(starts).sort((a, b) => a[1] - b[1]);
  return Object.fromEntries(
    parts.map(([name, from], i) => [name, [...out.slice(base + from, base + (parts[i + 1]?.[1] ?? width))]]),
  );
}

const hot = (width: number, ...at: number[]): number[] => Array.from({ length: width }, (_, i) => +at.includes(i));

describe('sideLayout', () => {
  it('lays the parts side by side', () => {
    expect(layout).toEqual({
      type: 0,
      gap: 4,
      context: 20,
      hour: 20,
      weekday: 44,
      season: 51,
      holiday: 57,
      itemSignal: 59,
      // One flag and one input a value, for each signal.
      regionNumber: 59 + 4 + 2,
      regionCategory: 66,
      width: 70,
    });
  });

  it('is narrower without signals', () => {
    const bare = smallSpec({ holidays: [], itemSignals: [], regionNumbers: [], regionCategories: [] });
    expect(sideLayout(bare).width).toBe(57);
  });
});

describe('gapBucket', () => {
  it('is 0 without an earlier basket, then grows with the logarithm of the hours', () => {
    const hours = [0, 0.99, 1, 2.99, 3, 7, 24, 24 * 7, 24 * 365, 24 * 365 * 50];
    expect(hours.map((h) => gapBucket(h * HOUR))).toEqual([1, 1, 2, 2, 3, 4, 5, 8, 14, 15]);
    expect(gapBucket(undefined)).toBe(0);
    expect(gapBucket(-5)).toBe(1);
  });
});

describe('SideEncoder', () => {
  it('writes engagement, gap, hour, weekday, season and holiday of the token’s own moment', () => {
    // Thanksgiving 2017, a Thursday.
    const row = rowOf({ type: 3, time: Date.UTC(2017, 10, 23, 21, 59) }, 5 * HOUR);
    expect(row['type']).toEqual(hot(4, 3));
    expect(row['gap']).toEqual(hot(16, 3));
    expect(row['hour']).toEqual(hot(24, 21));
    expect(row['weekday']).toEqual(hot(7, 4));
    expect(row['holiday']).toEqual([0, 1]);
    const season = row['season']!;
    for (let h = 0; h < 3; h++) expect(season[2 * h]! ** 2 + season[2 * h + 1]! ** 2).toBeCloseTo(1, 5);
  });

  it('has a period of one year: midsummer is opposite midwinter', () => {
    const season = (month: number): number[] => rowOf({ time: Date.UTC(2017, month, 1) })['season']!.slice(0, 2);
    const [winter, summer, next] = [season(0), season(6), rowOf({ time: Date.UTC(2018, 0, 1) })['season']!];
    expect(winter[0]! * summer[0]! + winter[1]! * summer[1]!).toBeLessThan(-0.99);
    expect(next[0]).toBeCloseTo(winter[0]!, 1);
  });

  it('reads the clock of the model’s zone', () => {
    const local = smallSpec({ timeZone: 'America/New_York' });
    const row = rowOf({ time: Date.UTC(2017, 5, 4, 2) }, undefined, [], local);
    // Saturday, ten in the evening.
    expect([row['hour'], row['weekday'], row['gap']]).toEqual([hot(24, 22), hot(7, 6), hot(16, 0)]);
  });

  it('is continuous before 1970', () => {
    expect(rowOf({ time: -HOUR })['hour']).toEqual(hot(24, 23));
  });

  it('flags a live signal of the item, and its value if that has an input', () => {
    const signals = [
      { id: '1', region: 'n', from: 0, until: 10, items: [{ name: 'display', value: 7, itemIds: ['a'] }] },
      { id: '2', from: 0, until: 10, items: [{ name: 'mailer', value: 5, itemIds: ['a', 'b'] }] },
    ];
    expect(rowOf({ region: 'n' }, undefined, signals)['itemSignal']).toEqual([1, 0, 0, 1, 1, 0]);
    expect(rowOf({ region: 's' }, undefined, signals)['itemSignal']).toEqual([0, 0, 0, 0, 1, 0]);
    expect(rowOf({ region: 'n', time: 10 }, undefined, signals)['itemSignal']).toEqual(hot(6));
    expect(rowOf({ region: 'n', itemId: 'z' }, undefined, signals)['itemSignal']).toEqual(hot(6));
  });

  it('normalises and clips a region’s numbers, and looks its categories up', () => {
    const at = (signals: Record<string, number | string | boolean>) => {
      const row = rowOf({}, undefined, [{ id: '1', from: 0, until: 10, signals }]);
      return [row['regionNumber'], row['regionCategory']];
    };
    expect(at({ temperature: 12, event: 'strike', rain: true })).toEqual([[0.5], [0, 1, 0, 1]]);
    expect(at({ temperature: 1e6 })[0]).toEqual([5]);
    expect(at({ temperature: -1e6 })[0]).toEqual([-5]);
  });

  it('leaves zeros for unknown signals, values and types', () => {
    const row = rowOf({ type: 9 }, undefined, [
      {
        id: '1',
        from: 0,
        until: 10,
        signals: { temperature: 'hot', event: 'moon landing', pollen: 3 },
        items: [{ name: 'coupon', value: 1, itemIds: ['a'] }],
      },
    ]);
    expect(row['type']).toEqual(hot(4));
    expect(row['itemSignal']).toEqual(hot(6));
    expect([row['regionNumber'], row['regionCategory']]).toEqual([[0], [0, 0, 0, 0]]);
  });
});

describe('a model without', () => {
  const token = { itemId: 'a', type: VIEW, time: 30 * HOUR, region: '' };
  const row = (of: typeof spec, since = 3 * HOUR): number[] => {
    const encoder = new SideEncoder(of, new ContextTimeline());
    const out = new Float32Array(encoder.layout.width);
    encoder.write(out, 0, token, since);
    return [...out];
  };

  it('context has only engagement and recency in its rows', () => {
    const bare = smallSpec({
      context: false,
      holidays: [],
      itemSignals: [],
      regionNumbers: [],
      regionCategories: [],
    });
    expect(sideLayout(bare).width).toBe(layout.hour);
    expect(row(bare)).toEqual(row(spec).slice(0, layout.hour));
  });

  it('recency has no gaps in its rows', () => {
    const gapless = smallSpec({ recency: false });
    expect(row(gapless)).toEqual([...row(spec).slice(0, layout.gap), ...row(spec).slice(layout.hour)]);
    expect(row(gapless, 999 * HOUR)).toEqual(row(gapless));
  });
});

describe('SideEncoder.writeRequest', () => {
  it('writes time and state as in a token’s row, without items’ own signals, at its row', () => {
    const timeline = new ContextTimeline();
    timeline.add(
      contextSignal({
        id: '1',
        from: 0,
        signals: { temperature: 18, event: 'strike' },
        items: [{ name: 'display', value: 2, itemIds: ['a'] }],
      }),
    );
    const encoder = new SideEncoder(spec, timeline);
    const at = { time: Date.parse('2024-12-25T13:00:00Z'), region: '' };
    const whole = new Float32Array(layout.width);
    encoder.write(whole, 0, { itemId: 'a', type: VIEW, ...at }, HOUR);
    const { time: columns, signals: parts } = requestColumns(layout);
    const time = new Float32Array(3 * columns.width);
    const signals = new Float32Array(3 * encoder.signalWidth);
    encoder.writeRequest(time, signals, 1, at);
    const rows = (x: Float32Array): number[][] => {
      const width = x.length / 3;
      return [0, 1, 2].map((i) => [...x.subarray(i * width, (i + 1) * width)]);
    };
    const cut = ({ column, width }: { column: number; width: number }): number[] => [
      ...whole.subarray(column, column + width),
    ];
    expect(rows(time)[1]).toEqual(cut(columns));
    expect(rows(signals)[1]).toEqual(parts.flatMap(cut));
    // Christmas, the temperature, and the strike.
    expect(rows(signals)[1]!.filter((x) => x !== 0)).toEqual([1, 2, 1]);
    expect(columns.column + columns.width).toBe(parts[0]!.column);
    const live = signalsOfInputs(spec).filter((_, i) => rows(signals)[1]![i] !== 0);
    expect(live).toEqual(['Christmas Day', 'temperature', 'event']);
    expect(signalsOfInputs(spec).length).toBe(encoder.signalWidth);
    for (const other of [0, 2])
      expect([...rows(time)[other]!, ...rows(signals)[other]!].every((x) => x === 0)).toBe(true);
  });
});
