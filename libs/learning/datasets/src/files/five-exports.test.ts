import { join } from 'node:path';
import { CatalogChange, Interaction, interactionTypeName, TOPICS } from '@stars/contracts';
import { describe, expect, it } from 'vitest';
import { CollectingSink } from '../testing/collecting-sink.js';
import { ga4Export, germanExport, segmentExport, shopifyExport, warehouseExport } from './exports.fixture.js';
import type { FileReport, ImportReport } from './file-report.js';
import { type ImportedFiles, ImportFolder } from './import-folder.fixture.js';

const folder = new ImportFolder();
async function imported(files: ImportedFiles) {
  const sink = new CollectingSink();
  const dry: ImportReport = await folder.report(new CollectingSink(), { ...files, dryRun: true });
  const report: ImportReport = await folder.report(sink, files);
  const said = ({ kinds, leftOut, notes, rejected }: FileReport) => ({ kinds, leftOut, notes, rejected });
  expect(dry.files.map(said)).toEqual(report.files.map(said));
  const messages = sink.messages(TOPICS.interactions).map(({ value }) => Interaction.decode(value));
  const events = messages.map(({ userId, itemId, type, time }) => [
    userId,
    interactionTypeName(type),
    itemId,
    time?.toISOString(),
  ]);
  const file = report.files.find(({ kind }) => kind === 'events') as FileReport;
  return { report, file, messages, events, sink };
}

/** Every row is stored, left out with a reason, or rejected with one. */
function expectAllSaid({ rows, published, rejected, leftOut, reasons }: FileReport): void {
  const out = leftOut.reduce((sum, each) => sum + each.rows, 0);
  expect(published + rejected + out).toBe(rows);
  expect(reasons.reduce((sum, each) => sum + each.rows, 0)).toBe(rejected);
}

describe('exports as tools write them', () => {
  it('Google Analytics 4 from BigQuery', async () => {
    const { file, events, messages } = await imported({ events: await folder.put('ga4.jsonl', ga4Export()) });
    expect(events).toEqual([
      ['anna', 'view', 'a1', '2024-01-05T09:13:33.000Z'],
      ['anna', 'add_to_cart', 'a1', '2024-01-05T09:14:33.000Z'],
      ['anna', 'purchase', 'a1', '2024-01-05T09:15:33.000Z'],
      ['anna', 'purchase', 'b2', '2024-01-05T09:15:33.000Z'],
      ['anna', 'purchase', 'c3', '2024-01-05T09:16:33.000Z'],
      ['anna', 'refund', 'c3', '2024-01-05T09:21:33.000Z'],
      ['99.1', 'view', 'b2', '2024-01-05T09:17:33.000Z'],
    ]);
    expect(new Set(messages.slice(0, 4).map(({ sessionId }) => sessionId)).size).toBe(1);
    expect(file).toMatchObject({ rejected: 0, kinds: { view: 2, add_to_cart: 1, purchase: 3, refund: 1 } });
    expect(file.leftOut.map(({ reason, rows }) => [reason, rows])).toEqual([
      ['session_start is no kind of event that counts', 1],
      ['page_view without an item', 1],
      ['user_engagement is no kind of event that counts', 1],
    ]);
    expect(file.columns.filter(({ as }) => as === '').map(({ column }) => column)).toEqual([
      ...['event_date', 'user_properties', 'device', 'geo'],
    ]);
    expect(file.notes.join('; ')).toMatch(
      /BigQuery export.*2 events of anonymous ids count.*1 refunds of whole orders: 1 refunds/,
    );
    expectAllSaid(file);
  });

  it('orders of Shopify', async () => {
    const { file, events, messages } = await imported({ events: await folder.put('orders.csv', shopifyExport()) });
    expect(events).toEqual([
      ['anna@example.com', 'purchase', 'a1', '2024-01-05T09:12:33.000Z'],
      ['anna@example.com', 'purchase', 'b2', '2024-01-05T09:12:33.000Z'],
      ['+49301234', 'purchase', 'a1', '2024-01-05T09:12:33.000Z'],
    ]);
    expect(messages[0]).toMatchObject({ quantity: 2, sessionId: '#1001' });
    expect(file.leftOut).toEqual([{ reason: 'its order was cancelled or refunded', rows: 2 }]);
    expect(file.notes.join('; ')).toMatch(/orders from Shopify; each row counts as purchase/);
    expectAllSaid(file);
  });

  it('calls of Segment', async () => {
    const { file, events, messages } = await imported({ events: await folder.put('segment.jsonl', segmentExport()) });
    expect(events).toEqual([
      ['anna', 'view', 'a1', '2024-01-05T09:13:33.000Z'],
      ['anna', 'add_to_cart', 'a1', '2024-01-05T09:14:33.000Z'],
      ['anna', 'purchase', 'a1', '2024-01-05T09:16:33.000Z'],
      ['anna', 'purchase', 'b2', '2024-01-05T09:16:33.000Z'],
      ['anna', 'refund', 'b2', '2024-01-05T10:12:33.000Z'],
    ]);
    expect(messages.map(({ eventId }) => eventId)).toEqual(['m1', 'm2', 'm4/0', 'm4/1', 'm6/0']);
    expect(file.rejected).toBe(0);
    expectAllSaid(file);
    const variants = await imported({
      events: await folder.put('segment.jsonl', segmentExport()),
      columns: { variants: 'several' },
    });
    expect(variants.events.map(([, , item]) => item)).toEqual(['a1-1l', 'a1-1l', 'a1-1l', 'b2-500g', 'b2-500g']);
  });

  it('a German CSV, which stops until somebody says that its rows are purchases', async () => {
    const { items, events } = germanExport();
    const files = {
      items: await folder.put('artikel.csv', items),
      events: await folder.put('bestellungen.csv', events),
    };
    await expect(imported(files)).rejects.toMatchObject({ field: 'type', message: /--type purchase/ });
    const columns = { type: 'purchase', timeZone: 'Europe/Berlin' };
    const { events: stored, messages, report, file, sink } = await imported({ ...files, columns });
    expect(stored).toEqual([
      ['K1', 'purchase', '0815', '2024-01-05T09:12:33.000Z'],
      ['K2', 'purchase', '4711', '2024-07-05T08:12:00.000Z'],
      ['K1', 'refund', '0815', '2024-01-06T07:00:00.000Z'],
    ]);
    expect(messages[1]).toMatchObject({ quantity: 1.5, sessionId: 'B-2' });
    expect(sink.messages(TOPICS.catalog).map(({ value }) => CatalogChange.decode(value).change?.value)).toMatchObject([
      {
        ...{ itemId: '0815', title: 'Käse „Bergkäse“', category: ['Lebensmittel', 'Käse'], price: 1234.5 },
        attributes: { Farbe: 'gelb', Gewicht: 0.25 },
        regions: { Köln: { inStock: true } },
      },
      { itemId: '4711', title: 'Öl – nativ', price: 3.5, regions: { Köln: { inStock: false } } },
    ]);
    expect(report.files[0]!.notes.join('; ')).toMatch(/Windows-1252.*semicolons/);
    expectAllSaid(file);
  });

  it('Parquet of a warehouse, which stops at a type that nobody knows', async () => {
    const events = join(folder.path, 'facts.parquet');
    await warehouseExport(events);
    const { report, sink } = await imported({ events });
    expect(report.refused).toMatch(
      /1 of 3 rows.*type is "wishlist".*--map-value "type.wishlist=view".*--allow-rejects/,
    );
    expect(sink.batches).toEqual([]);
    const columns = { mapValues: { type: { wishlist: 'add_to_cart' } } };
    const { events: stored, file } = await imported({ events, columns });
    expect(stored).toEqual([
      ['9007199254740993', 'view', '17', '2024-01-05T09:12:33.000Z'],
      ['9007199254740993', 'purchase', '17', '2024-01-05T09:15:00.000Z'],
      ['8', 'add_to_cart', '18', '2024-01-05T09:16:00.000Z'],
    ]);
    expect(file.columns.at(-1)).toEqual({ column: 'load_date', as: '', how: 'events have no such column' });
    expectAllSaid(file);
  });
});
