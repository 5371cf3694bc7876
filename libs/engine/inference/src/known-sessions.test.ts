import { InteractionType } from '@stars/contracts';
import { LocalClock } from '@stars/features';
import { expect, it } from 'vitest';
import { knownSessions } from './known-sessions.js';

const { INTERACTION_TYPE_PURCHASE: PURCHASE, INTERACTION_TYPE_VIEW: VIEW } = InteractionType;

it('gathers events of the kinds that count for the model', () => {
  const history = [
    { itemId: 'tea', time: 1, region: 'north', type: VIEW },
    { itemId: 'tea', time: 2, region: 'north', type: PURCHASE },
    { itemId: 'tea', time: 4, region: 'south', type: PURCHASE },
  ];
  const reading = { clock: new LocalClock('UTC'), itemOf: () => 0, regionOf: new Map([['north', 1]]) };
  const eventsOf = (weights: ReadonlyMap<InteractionType, number>) =>
    knownSessions(history, 3, { ...reading, kinds: { target: PURCHASE, weights } }).events;
  expect(eventsOf(new Map([[VIEW, 0.2]]))).toEqual([
    { item: 0, type: VIEW, target: false, time: 1 },
    { item: 0, type: PURCHASE, target: true, time: 2 },
  ]);
  expect(eventsOf(new Map())).toEqual([{ item: 0, type: PURCHASE, target: true, time: 2 }]);
  const all = knownSessions(history, 3, { ...reading, kinds: undefined }).events;
  expect(all.map(({ type, target }) => [type, target])).toEqual([
    [VIEW, true],
    [PURCHASE, true],
  ]);
});
