import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ContextTimeline } from './context-timeline.js';
import { LiveItemSignalReader } from './live-item-values.js';
import { contextSignal } from './testing/messages.js';

type Given = Parameters<typeof contextSignal>[0];

const SIGNALS = [
  { name: 'display', values: [1, 3] },
  { name: 'mailer', values: [7] },
];
const ITEMS = ['a', 'b', 'c'];
const indexOf = (id: string): number | undefined => (ITEMS.includes(id) ? ITEMS.indexOf(id) : undefined);
const readerOf = (timeline: ContextTimeline) =>
  new LiveItemSignalReader(timeline, SIGNALS, ITEMS.length, (number) => indexOf(timeline.idOf(number)));

function timelineOf(given: readonly Given[]): ContextTimeline {
  const timeline = new ContextTimeline();
  for (const each of given) timeline.add(contextSignal(each));
  return timeline;
}

describe('LiveItemSignalReader', () => {
  it('gives the place of each item’s value, from the beginning until the end', () => {
    const display = { name: 'display', value: 3, itemIds: ['a', 'c', 'unlisted'] };
    const mailer = { name: 'mailer', value: 7, itemIds: ['c'] };
    const reader = readerOf(timelineOf([{ id: '1', region: 'n', from: 10, until: 20, items: [display, mailer] }]));
    const none = { known: false, values: [Uint8Array.of(0, 0, 0), Uint8Array.of(0, 0, 0)], items: new Int32Array(0) };
    for (const [region, time] of [
      ['n', 9],
      ['n', 20],
      ['s', 15],
    ] as const)
      expect(reader.at(region, time)).toMatchObject(none);
    for (const time of [10, 19]) {
      expect(reader.at('n', time)).toMatchObject({
        known: true,
        values: [Uint8Array.of(2, 0, 2), Uint8Array.of(0, 0, 1)],
        items: Int32Array.of(0, 2),
        others: ['unlisted'],
      });
    }
  });

  it('reads a region once, and again when a signal changes or is added', () => {
    const on = (id: string, from: number, until: number, value: number): Given => ({
      ...{ id, region: 'n', from, until },
      items: [{ name: 'display', value, itemIds: ['b'] }],
    });
    const timeline = timelineOf([on('1', 0, 100, 1)]);
    const reader = readerOf(timeline);
    const first = reader.at('n', 5);
    expect(reader.at('n', 99)).toBe(first);
    timeline.add(contextSignal(on('2', 50, 100, 3)));
    expect(reader.at('n', 49).values[0]).toEqual(Uint8Array.of(0, 1, 0));
    expect(reader.at('n', 50).values[0]).toEqual(Uint8Array.of(0, 2, 0));
    expect(reader.at('n', 4).values[0]).toEqual(Uint8Array.of(0, 1, 0));
  });

  it('keeps a limited number of regions, and still answers for each', () => {
    const items = [{ name: 'display', value: 3, itemIds: ['b'] }];
    const reader = readerOf(timelineOf([{ id: '1', region: 'n', from: 0, until: 100, items }]));
    const first = reader.at('n', 5);
    for (let r = 0; r < 1023; r++) reader.at(`elsewhere ${r}`, 5);
    expect(reader.at('n', 5)).toBe(first);
    for (let r = 0; r < 20_000; r++) expect(reader.at(`afar ${r}`, 5).known).toBe(false);
    expect(reader.at('n', 5)).not.toBe(first);
    expect(reader.at('n', 5)).toEqual(first);
  });

  it('knows that there are signals without known values', () => {
    const items = [
      { name: 'display', value: 2, itemIds: ['a'] },
      { name: 'shelf', value: 1, itemIds: ['b'] },
    ];
    expect(readerOf(timelineOf([{ id: '1', from: 0, items }])).at('n', 1)).toMatchObject({
      known: true,
      values: [Uint8Array.of(0, 0, 0), Uint8Array.of(0, 0, 0)],
      items: Int32Array.of(0, 1),
    });
  });

  it('prefers, of several of one name, the region’s own, the later, and a known value to an unknown one', () => {
    const on = (id: string, region: string, from: number, value: number): Given => ({
      ...{ id, region, from, until: 100 },
      items: [{ name: 'display', value, itemIds: ['a'] }],
    });
    const valueIn = (given: readonly Given[]): number => readerOf(timelineOf(given)).at('n', 50).values[0]![0]!;
    expect(valueIn([on('1', 'n', 0, 1), on('2', 'n', 10, 3)])).toBe(2);
    expect(valueIn([on('2', 'n', 10, 3), on('1', 'n', 0, 1)])).toBe(2);
    expect(valueIn([on('1', 'n', 0, 1), on('2', '', 10, 3)])).toBe(1);
    expect(valueIn([on('1', 'n', 0, 1), on('2', 'n', 10, 2)])).toBe(1);
  });

  it('agrees with a query of the timeline for every item, in any order of queries and additions', () => {
    const region = fc.constantFrom('', 'n', 's');
    const given = fc.record({
      id: fc.nat(30).map(String),
      region,
      from: fc.nat(20),
      length: fc.option(fc.integer({ min: 1, max: 12 }), { nil: undefined }),
      items: fc.array(
        fc.record({
          name: fc.constantFrom('display', 'mailer', 'shelf'),
          value: fc.constantFrom(1, 2, 3, 7),
          itemIds: fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'z'), { minLength: 1 }),
        }),
        { maxLength: 2 },
      ),
    });
    const question = fc.record({ region, time: fc.nat(40) });
    fc.assert(
      fc.property(fc.array(fc.oneof(given, question), { maxLength: 40 }), (script) => {
        const timeline = new ContextTimeline();
        const reader = readerOf(timeline);
        for (const step of script) {
          if ('id' in step) {
            const { length, ...rest } = step;
            timeline.add(contextSignal({ ...rest, until: length === undefined ? undefined : step.from + length }));
            continue;
          }
          const found = reader.at(step.region, step.time);
          const { values, items, others } = found;
          const ofCatalogue = LiveItemSignalReader.ofCatalogue(timeline, SIGNALS, ITEMS);
          expect(ofCatalogue.at(step.region, step.time)).toMatchObject({ values, items, others });
          ITEMS.forEach((id, item) => {
            const live: { name: string; value: number }[] = [];
            timeline.itemSignals(step.region, step.time, id, (name, value) => live.push({ name, value }));
            expect([...found.items].includes(item)).toBe(live.length > 0);
            SIGNALS.forEach(({ name, values }, s) => {
              const places = live.filter((one) => one.name === name).map(({ value }) => values.indexOf(value) + 1);
              const known = places.filter((place) => place > 0);
              expect(found.values[s]![item]).toBe(known[0] ?? 0);
            });
          });
          expect(found.known).toBe(timeline.liveItemSignals(step.region, step.time).signals.length > 0);
        }
      }),
      { numRuns: 300 },
    );
  });
});
