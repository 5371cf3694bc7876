import { ContextSignal, TOPICS } from '@stars/contracts';
import { describe, expect, it } from 'vitest';
import { CollectingSink } from '../testing/collecting-sink.js';
import { ImportFolder, jsonl } from './import-folder.fixture.js';

const folder = new ImportFolder();

describe('importFiles, context', () => {
  it('gathers adjacent context rows on items of one region and time', async () => {
    const row = (item_id: string | undefined, signals: object, time = '2024-01-01') => ({
      time,
      region: 's1',
      item_id,
      signals,
    });
    const context = await folder.put(
      'c.jsonl',
      jsonl(
        row(undefined, { temperature: 3.5, weather: 'snow' }),
        row('a', { display: 1, mailer: true }),
        row('b', { display: 1 }),
        row('c', { display: 2 }),
        row('d', { display: 'front' }),
        row('e', { display: 2 }, '2024-01-08T00:00:00-05:00'),
      ),
    );
    const sink = new CollectingSink();
    const [report] = await folder.run(sink, { context });
    expect(report).toMatchObject({ rows: 6, published: 3, rejected: 1 });
    const signals = sink.messages(TOPICS.context).map((message) => ContextSignal.decode(message.value));
    expect(signals[0]).toMatchObject({ region: 's1', signals: { temperature: 3.5, weather: 'snow' }, itemSignals: [] });
    expect(signals[0]?.validUntil).toEqual(new Date('2024-01-02T00:00:00Z'));
    expect(signals[1]?.itemSignals).toEqual([
      { name: 'display', value: 1, itemIds: ['a', 'b'] },
      { name: 'mailer', value: 1, itemIds: ['a'] },
      { name: 'display', value: 2, itemIds: ['c'] },
    ]);
    expect(signals[2]?.validFrom).toEqual(new Date('2024-01-08T05:00:00Z'));
    expect((await folder.run(sink, { context }))[0]).toMatchObject({ published: 0, duplicates: 3 });
  });

  it('splits gathered rows at the bound on different values of a signal', async () => {
    const rows = Array.from({ length: 600 }, (_, i) => ({
      time: '2024-01-01',
      item_id: `i${i}`,
      signals: { discount: i },
    }));
    const sink = new CollectingSink();
    const [report] = await folder.run(sink, { context: await folder.put('c.jsonl', jsonl(...rows)) });
    expect(report).toMatchObject({ rows: 600, published: 3, rejected: 0 });
  });
});
