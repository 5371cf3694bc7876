import { ContextSignal, type ItemFeatures } from '@stars/contracts';
import { ContextTimeline, InteractionLogBuilder, NO_TEXT } from '@stars/features';
import { describe, expect, it } from 'vitest';
import { shapeOf } from './data-shape.js';

const [VIEW, CART, DAY, HOUR] = [1, 2, 86_400_000, 3_600_000];
const all = (): boolean => true;

function dataOf(
  rows: [user: string, item: string, time: number, session?: string, type?: number][],
  texts: string[] = [],
) {
  const builder = new InteractionLogBuilder();
  for (const [userId, itemId, time, sessionId = '', type = 3] of rows) {
    builder.add({ userId, itemId, time, sessionId, type, region: '' });
  }
  const items = new Map(
    [...new Set(rows.map(([, item]) => item))].map((id) => {
      const features = { embeddingModel: texts.includes(id) ? 'some' : NO_TEXT };
      return [id, features as ItemFeatures];
    }),
  );
  const timeline = new ContextTimeline();
  const heat = { eventId: 'heat', region: 'r', signals: { temperature: 31 }, validFrom: new Date(10) };
  const promotion = {
    eventId: 'promotion',
    region: 'r',
    itemSignals: [{ name: 'promotion', value: 1, itemIds: ['a'] }],
    validFrom: new Date(1),
  };
  for (const signal of [heat, promotion]) timeline.add(ContextSignal.fromPartial(signal));
  return { log: builder.build(), items, users: new Map([['u', { age: 3 }]]), timeline };
}

describe('shapeOf', () => {
  it('counts what there is', () => {
    const data = dataOf(
      [
        ['u', 'a', 1, 's'],
        ['u', 'b', 1, 's'],
        ['u', 'a', DAY],
        ['v', 'c', 1],
      ],
      ['a'],
    );
    expect(shapeOf(data, all)).toEqual({
      events: 4,
      targets: 4,
      users: 2,
      items: 3,
      medianLength: 3,
      repeatShare: 1,
      sessionLength: 1,
      viewShare: 0,
      viewedFirstShare: 0,
      browses: false,
      basketSize: 4 / 3,
      sessionShare: 1 / 2,
      textShare: 1 / 3,
      signals: 2,
    });
  });

  it('counts no row and no signal that is held out', () => {
    const data = dataOf([
      ['u', 'a', 1],
      ['u', 'a', 2],
      ['v', 'b', 1],
    ]);
    const shape = shapeOf(data, (row, user) => data.log.users[user] === 'u' && data.log.time[row] === 1, 10);
    expect(shape).toMatchObject({
      events: 1,
      users: 1,
      items: 1,
      repeatShare: 0,
      signals: 1,
    });
  });

  it('counts a repeat only of an earlier session', () => {
    const repeats = (rows: Parameters<typeof dataOf>[0]) => shapeOf(dataOf(rows), all).repeatShare;
    const [first, again] = [0, 2 * HOUR].map((time) => ['u', 'a', time] as [string, string, number]);
    expect(repeats([first!, again!])).toBe(0);
    expect(repeats([first!, ['u', 'a', 2 * DAY]])).toBe(1);
    expect(
      repeats([
        [...first!, 's'],
        [...again!, 's'],
      ]),
    ).toBe(0);
    expect(
      repeats([
        [...first!, 's'],
        [...again!, 't'],
      ]),
    ).toBe(1);
    expect(
      repeats([
        [...first!, 's'],
        ['u', 'b', 1, 't'],
        ['u', 'a', 2, 't'],
      ]),
    ).toBe(1 / 2);
  });

  it('sees that people look before they take', () => {
    const shape = (rows: Parameters<typeof dataOf>[0], target: 'add_to_cart' | 'view') =>
      shapeOf(dataOf(rows), all, undefined, target);
    const looks: Parameters<typeof dataOf>[0] = [
      ['u', 'a', 1, 's', VIEW],
      ['u', 'b', 2, 's', VIEW],
      ['u', 'a', 3, 's', CART],
    ];
    expect(shape(looks, 'add_to_cart')).toMatchObject({
      ...{ viewShare: 2 / 3, viewedFirstShare: 1, sessionLength: 2, browses: true },
    });
    const onServer: typeof looks = [...looks.slice(0, 2), ['u', 'a', 3, '', CART]];
    expect(shape(onServer, 'add_to_cart').browses).toBe(true);
    const later: typeof looks = [...looks.slice(0, 2), ['u', 'a', 2 * DAY, 't', CART]];
    expect(shape(later, 'add_to_cart')).toMatchObject({ viewedFirstShare: 0, browses: false });
    expect(shape(looks, 'view').browses).toBe(true);
    const ratings = looks.map(([user, item, time, , type]) => [user, item, time, '', type] as (typeof looks)[number]);
    expect(shape(ratings, 'view').browses).toBe(false);
  });

  it('has no opinion on nothing', () => {
    expect(shapeOf(dataOf([]), all)).toMatchObject({ events: 0, users: 0, medianLength: 0 });
  });
});
