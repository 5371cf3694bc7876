import { ContextSignal } from '@stars/contracts';
import { describe, expect, it } from 'vitest';
import { ContextTimeline } from './context-timeline.js';
import { SignalRules, TrustedContext } from './trusted-context.js';

const NOON = Date.UTC(2024, 5, 1, 12);
const HOUR = 3_600_000;

function timelineWith(...signals: Partial<ContextSignal>[]): ContextTimeline {
  const timeline = new ContextTimeline();
  signals.forEach((signal, i) => {
    timeline.add({ ...ContextSignal.fromPartial({ eventId: `e${i}`, region: 'north' }), ...signal });
  });
  return timeline;
}

const WEATHER = timelineWith(
  { validFrom: new Date(NOON), signals: { temperature: 30 } },
  { validFrom: new Date(NOON), validUntil: new Date(NOON + 5 * HOUR), signals: { event: 'match' } },
  { validFrom: new Date(NOON), itemSignals: [{ name: 'display', value: 2, itemIds: ['a', 'b'] }] },
);

const namesAt = (context: TrustedContext, time: number): string[] => {
  const names: string[] = [];
  context.regionSignals('north', time, (name) => names.push(name));
  context.itemSignals('north', time, 'a', (name) => names.push(name));
  expect(context.liveItemSignals('north', time).signals.length).toBe(names.includes('display') ? 1 : 0);
  return names.sort();
};

describe('TrustedContext', () => {
  it('reads everything by default', () => {
    const context = new TrustedContext(WEATHER, new SignalRules());
    expect(namesAt(context, NOON + HOUR)).toEqual(['display', 'event', 'temperature']);
    expect(namesAt(context, NOON + 100 * HOUR)).toEqual(['display', 'temperature']);
    expect(context.staleSignals('north', NOON + 100 * HOUR)).toEqual([]);
  });

  it('reads signals that have always held, unless they have a maximal age', () => {
    const always = timelineWith({
      signals: { temperature: 1 },
      itemSignals: [{ name: 'display', value: 1, itemIds: ['a'] }],
    });
    expect(namesAt(new TrustedContext(always, new SignalRules()), NOON)).toEqual(['display', 'temperature']);
    const rules = new SignalRules({ '*': { ttlMs: HOUR } });
    expect(namesAt(new TrustedContext(always, rules), NOON)).toEqual([]);
  });

  it('leaves out disabled signals, one by one and all except some', () => {
    expect(namesAt(new TrustedContext(WEATHER, new SignalRules({ temperature: { on: false } })), NOON)).toEqual([
      'display',
      'event',
    ]);
    const rules = new SignalRules({ '*': { on: false }, event: { on: true } });
    expect(namesAt(new TrustedContext(WEATHER, rules), NOON)).toEqual(['event']);
  });

  it('lets an open-ended signal become stale at its time to live, to the millisecond, and reports it', () => {
    const ttl = { ttlMs: 2 * HOUR };
    const context = new TrustedContext(WEATHER, new SignalRules({ temperature: ttl, event: ttl, display: ttl }));
    expect(namesAt(context, NOON + 2 * HOUR - 1)).toEqual(['display', 'event', 'temperature']);
    // The event has an end of its own.
    expect(namesAt(context, NOON + 2 * HOUR)).toEqual(['event']);
    expect(context.staleSignals('north', NOON + 2 * HOUR)).toEqual(['temperature']);
    expect(context.liveItemSignals('north', NOON).until).toBe(NOON + 2 * HOUR);
  });

  it('trusts only signals with an end while the topic cannot be read', () => {
    let current = true;
    const context = new TrustedContext(WEATHER, new SignalRules(), () => current);
    const { revision } = context;
    current = false;
    expect(namesAt(context, NOON + HOUR)).toEqual(['event']);
    expect(context.staleSignals('north', NOON + HOUR)).toEqual(['temperature']);
    expect(context.revision).not.toBe(revision);
    current = true;
    expect(context.revision).toBe(revision);
  });
});
