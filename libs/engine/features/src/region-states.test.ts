import { expect, it } from 'vitest';
import { ContextTimeline } from './context-timeline.js';
import { RegionStates } from './region-states.js';
import { contextSignal } from './testing/messages.js';
import { SignalRules, TrustedContext } from './trusted-context.js';

it('keeps nothing of a region for another context, though it is of the same revision', () => {
  const timeline = new ContextTimeline();
  const items = ['display', 'mailer'].map((name) => ({ name, value: 1, itemIds: ['a'] }));
  timeline.add(contextSignal({ id: '1', region: 'n', from: 0, until: 100, items }));
  const without = (name: string) => new TrustedContext(timeline, new SignalRules({ [name]: { on: false } }));
  const states = new RegionStates<string>();
  const namesAt = (context: TrustedContext) =>
    states.at(context, 'n', 5, (signals) => signals.map(({ name }) => name).join());
  expect(namesAt(without('display'))).toBe('mailer');
  expect(namesAt(without('mailer'))).toBe('display');
});
