import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ContextTimeline } from './context-timeline.js';
import { contextSignal } from './testing/messages.js';

type Value = number | string | boolean;
type Given = Parameters<typeof contextSignal>[0];

function timelineOf(given: readonly Given[]): ContextTimeline {
  const timeline = new ContextTimeline();
  for (const each of given) timeline.add(contextSignal(each));
  return timeline;
}

function regionAt(timeline: ContextTimeline, region: string, time: number): Record<string, Value> {
  const found: Record<string, Value> = {};
  timeline.regionSignals(region, time, (name, value) => {
    expect(found).not.toHaveProperty(name);
    found[name] = value;
  });
  return found;
}

function itemAt(timeline: ContextTimeline, region: string, time: number, itemId: string): string[] {
  const found: string[] = [];
  timeline.itemSignals(region, time, itemId, (name, value) => found.push(`${name}=${value}`));
  return found.sort();
}

/** The contract, by a scan of all signals each time. */
function naive(given: readonly Given[], region: string, time: number, itemId: string) {
  const unique = given.filter(({ id }, i) => given.findIndex((other) => other.id === id) === i);
  const endedBefore = (each: Given, names: (other: Given) => string[], name: string): boolean =>
    each.until === undefined &&
    unique.some(
      (other) =>
        (other.region ?? '') === (each.region ?? '') &&
        other.from > each.from &&
        other.from <= time &&
        names(other).includes(name),
    );
  const region_names = (each: Given): string[] => Object.keys(each.signals ?? {});
  const item_names = (each: Given): string[] => (each.items ?? []).map(({ name }) => name);
  const signals: Record<string, Value> = {};
  const items: string[] = [];
  for (const place of region === '' ? [''] : ['', region]) {
    const live = unique
      .filter((each) => (each.region ?? '') === place && each.from <= time && time < (each.until ?? Infinity))
      .sort((a, b) => a.from - b.from);
    for (const each of live) {
      for (const [name, value] of Object.entries(each.signals ?? {})) {
        if (!endedBefore(each, region_names, name)) signals[name] = value;
      }
      for (const { name, value, itemIds } of each.items ?? []) {
        if (itemIds.includes(itemId) && !endedBefore(each, item_names, name)) items.push(`${name}=${value}`);
      }
    }
  }
  return { signals, items: items.sort() };
}

describe('ContextTimeline', () => {
  it('holds from the beginning, inclusive, until the end, exclusive', () => {
    const timeline = timelineOf([
      {
        id: '1',
        from: 10,
        until: 20,
        signals: { rain: true },
        items: [{ name: 'promo', value: 2, itemIds: ['b', 'a'] }],
      },
    ]);
    expect([9, 10, 19, 20].map((time) => regionAt(timeline, '', time))).toEqual([
      {},
      { rain: true },
      { rain: true },
      {},
    ]);
    expect([9, 10, 19, 20].map((time) => itemAt(timeline, '', time, 'a'))).toEqual([[], ['promo=2'], ['promo=2'], []]);
    expect(itemAt(timeline, '', 15, 'c')).toEqual([]);
    const [first, second] = ['b', 'a'].map((id) => timeline.numberOf(id)!);
    const { until, signals } = timeline.liveItemSignals('', 15);
    expect(until).toBe(20);
    expect(signals).toMatchObject([{ name: 'promo', value: 2, period: { from: 10, until: 20 } }]);
    expect([...signals[0]!.ids]).toEqual([first, second]);
    expect([...signals[0]!.ids].map((id) => timeline.idOf(id))).toEqual(['b', 'a']);
    expect(timeline.numberOf('c')).toBeUndefined();
    expect(timeline.liveItemSignals('', 20)).toEqual({ until: Number.POSITIVE_INFINITY, signals: [] });
  });

  it('applies a signal without a region everywhere, unless a region has its own', () => {
    const timeline = timelineOf([
      { id: '1', from: 0, until: 100, signals: { temperature: 5, event: 'fair' } },
      { id: '2', region: 'north', from: 0, until: 50, signals: { temperature: -3 } },
    ]);
    expect(regionAt(timeline, 'north', 10)).toEqual({ temperature: -3, event: 'fair' });
    expect(regionAt(timeline, 'north', 60)).toEqual({ temperature: 5, event: 'fair' });
    expect(regionAt(timeline, 'south', 10)).toEqual({ temperature: 5, event: 'fair' });
    expect(regionAt(timeline, '', 10)).toEqual({ temperature: 5, event: 'fair' });
  });

  it('ignores a second signal of the same event id', () => {
    const timeline = timelineOf([
      { id: '1', from: 0, until: 10, signals: { rain: true } },
      { id: '1', from: 0, until: 10, signals: { rain: false } },
    ]);
    expect(regionAt(timeline, '', 5)).toEqual({ rain: true });
  });

  it('holds a signal without an end until a later one of its name in its region, whatever the order of arrival', () => {
    const given: Given[] = [
      { id: '1', region: 'n', from: 0, signals: { temperature: 1, event: 'fair' } },
      { id: '2', region: 'n', from: 10, until: 20, signals: { temperature: 2 } },
      { id: '3', region: 's', from: 5, signals: { temperature: 9 } },
    ];
    for (const timeline of [timelineOf(given), timelineOf(given.toReversed())]) {
      expect(regionAt(timeline, 'n', 9)).toEqual({ temperature: 1, event: 'fair' });
      expect(regionAt(timeline, 'n', 15)).toEqual({ temperature: 2, event: 'fair' });
      // The later one ended the first for good.
      expect(regionAt(timeline, 'n', 1e12)).toEqual({ event: 'fair' });
    }
  });

  it('ends an open signal of items by name, not by item: the later list replaces it', () => {
    const timeline = timelineOf([
      { id: '1', from: 0, items: [{ name: 'promo', value: 1, itemIds: ['a', 'b'] }] },
      { id: '2', from: 10, items: [{ name: 'promo', value: 1, itemIds: ['b'] }] },
      // Begins at the same time: part of the same list.
      { id: '3', from: 10, items: [{ name: 'promo', value: 1, itemIds: ['c'] }] },
    ]);
    expect([9, 10].map((time) => itemAt(timeline, '', time, 'a'))).toEqual([['promo=1'], []]);
    expect(['b', 'c'].map((id) => itemAt(timeline, '', 11, id))).toEqual([['promo=1'], ['promo=1']]);
  });

  it('uses the later of two overlapping signals of one name', () => {
    const given: Given[] = [
      { id: '1', from: 0, until: 24, signals: { temperature: 1 } },
      { id: '2', from: 12, until: 36, signals: { temperature: 2 } },
    ];
    for (const timeline of [timelineOf(given), timelineOf(given.toReversed())]) {
      expect(regionAt(timeline, '', 18)).toEqual({ temperature: 2 });
    }
  });

  it('sees a signal added after a query, in its region and everywhere', () => {
    const timeline = timelineOf([{ id: '1', region: 'n', from: 0, until: 100, signals: { rain: true } }]);
    expect(regionAt(timeline, 'n', 5)).toEqual({ rain: true });
    timeline.add(contextSignal({ id: '2', region: 'n', from: 0, until: 10, signals: { wind: 3 } }));
    expect(regionAt(timeline, 'n', 5)).toEqual({ rain: true, wind: 3 });
    timeline.add(contextSignal({ id: '3', from: 0, until: 10, signals: { event: 'fair' } }));
    expect(regionAt(timeline, 'n', 5)).toEqual({ rain: true, wind: 3, event: 'fair' });
  });

  it('lists the values that began before a time', () => {
    const timeline = timelineOf([
      { id: '1', from: 0, until: 5, signals: { t: 1 }, items: [{ name: 'promo', value: 3, itemIds: ['a'] }] },
      { id: '2', region: 'n', from: 9, signals: { t: 2 }, items: [{ name: 'promo', value: 1, itemIds: ['b'] }] },
      { id: '3', region: 'n', from: 10, signals: { new: 'x' }, items: [{ name: 'late', value: 1, itemIds: ['b'] }] },
    ]);
    expect(timeline.itemSignalValues(10)).toEqual([{ name: 'promo', values: [1, 3] }]);
    expect([...timeline.regionSignalValues(10)]).toEqual([['t', [1, 2]]]);
    expect(timeline.itemSignalValues(11).map(({ name }) => name)).toEqual(['late', 'promo']);
    expect([...timeline.regionSignalValues(11).keys()]).toEqual(['t', 'new']);
  });

  const region = fc.constantFrom('', 'n', 's');
  const given = fc.record({
    id: fc.nat(30).map(String),
    region,
    from: fc.nat(20),
    length: fc.option(fc.integer({ min: 1, max: 12 }), { nil: undefined }),
    signals: fc.dictionary(fc.constantFrom('t', 'event'), fc.nat(3), { maxKeys: 2 }),
    items: fc.array(
      fc.record({
        name: fc.constantFrom('promo', 'mailer'),
        value: fc.nat(2),
        itemIds: fc.uniqueArray(fc.constantFrom('a', 'b', 'c'), { minLength: 1 }),
      }),
      { maxLength: 2 },
    ),
  });
  const question = fc.record({ region, time: fc.nat(40), itemId: fc.constantFrom('a', 'b', 'z') });
  type Step = Omit<Given, 'until'> & { length: number | undefined };
  const withEnd = ({ length, ...rest }: Step): Given => ({
    ...rest,
    until: length === undefined ? undefined : rest.from + length,
  });

  it('agrees with a naive scan in any order of queries and additions', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(given, question), { maxLength: 60 }), (script) => {
        const timeline = new ContextTimeline();
        const added: Given[] = [];
        for (const step of script) {
          if ('itemId' in step) {
            const expected = naive(added, step.region, step.time, step.itemId);
            expect(regionAt(timeline, step.region, step.time)).toEqual(expected.signals);
            expect(itemAt(timeline, step.region, step.time, step.itemId)).toEqual(expected.items);
          } else {
            added.push(withEnd(step));
            timeline.add(contextSignal(withEnd(step)));
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  it('with a limit answers the same after all beginnings', () => {
    const unique = fc.uniqueArray(given, { selector: ({ id }) => id, maxLength: 31 });
    fc.assert(
      fc.property(unique, question, fc.nat(5), (script, { region, time, itemId }, most) => {
        const timeline = new ContextTimeline(most);
        for (const step of script) timeline.add(contextSignal(withEnd(step)));
        const expected = naive(script.map(withEnd), region, 20 + time, itemId);
        expect(regionAt(timeline, region, 20 + time)).toEqual(expected.signals);
        expect(itemAt(timeline, region, 20 + time, itemId)).toEqual(expected.items);
      }),
      { numRuns: 300 },
    );
  });

  it('with a limit holds no more of a feed that never ends', () => {
    const timeline = new ContextTimeline(1000);
    for (let hour = 0; hour < 10_000; hour++) {
      const times = { from: hour, ...(hour % 2 === 0 ? { until: hour + 1 } : {}) };
      timeline.add(contextSignal({ id: `${hour}`, region: `${hour % 5}`, ...times, signals: { t: hour } }));
    }
    const held = timeline.regionSignalValues(Number.POSITIVE_INFINITY).get('t')!;
    expect(held.length).toBeLessThan(1200);
    expect(held).toContain(9_999);
    // What the latest of them hid stays hidden.
    expect(regionAt(timeline, '4', 9_999)).toEqual({ t: 9_999 });
    expect(regionAt(timeline, '4', 9_200)).toEqual({ t: 9_199 });
  });
});
