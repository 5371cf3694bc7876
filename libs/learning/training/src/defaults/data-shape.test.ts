import { ContextSignal, type ItemFeatures } from '@stars/contracts';
import { ContextTimeline, InteractionLogBuilder, NO_TEXT } from '@stars/features';
import { describe, expect, it } from 'vitest';
import { shapeOf } from './data-shape.js';

const all = (): boolean => true;

function dataOf(rows: [user: string, item: string, time: number, session?: string][], texts: string[] = []) {
  const builder = new InteractionLogBuilder();
  for (const [userId, itemId, time, sessionId = ''] of rows) {
    builder.add({ userId, itemId, time, sessionId, type: 3, region: '' });
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
        ['u', 'a', 2],
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

  it('has no opinion on nothing', () => {
    expect(shapeOf(dataOf([]), all)).toMatchObject({ events: 0, users: 0, medianLength: 0 });
  });
});
