import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { CatalogChange, type CatalogItem, TOPICS } from '@stars/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CollectingSink } from '../testing/collecting-sink.js';
import { ImportFolder } from './import-folder.fixture.js';
import type { RawRow } from './source-row.js';
import { xmlFeedFile } from './xml-feed.js';

const folder = new ImportFolder();

const rss = (...items: string[]): string =>
  `<?xml version="1.0"?>\n<rss xmlns:g="http://base.google.com/ns/1.0" version="2.0"><channel>\n<title>Shop</title>\n${items.join('\n')}\n</channel></rss>\n`;

async function rowsOf(xml: string | Buffer, name = 'feed.xml') {
  const file = xmlFeedFile(await folder.put(name, xml), xml.length);
  const rows: RawRow[] = [];
  for await (const chunk of file.chunks()) rows.push(...chunk.rows);
  return { rows, records: rows.map(({ record }) => record), notes: [...file.notes] };
}

async function imported(xml: string) {
  const sink = new CollectingSink();
  const { files } = await folder.report(sink, { items: await folder.put('feed.xml', xml) });
  const items = sink.messages(TOPICS.catalog).map(({ value }) => CatalogChange.decode(value).change!.value);
  return { items: items as CatalogItem[], report: files[0]! };
}

describe('a feed of products in XML', () => {
  it('is a catalogue as it comes: RSS with elements that come again, elements in elements, CDATA and entities', async () => {
    const { items, report } = await imported(
      rss(
        `<item>
          <g:id>a1</g:id><title><![CDATA[Milk <whole> & fresh]]></title><description>Caf&#233; &amp; more&nbsp;&lt;b&gt;</description>
          <link>https://shop.example/a1?x=1&amp;y=2</link><g:image_link>https://shop.example/a1.jpg</g:image_link>
          <g:additional_image_link>https://shop.example/2.jpg</g:additional_image_link>
          <g:additional_image_link>https://shop.example/3.jpg</g:additional_image_link>
          <g:price>12.99 EUR</g:price><g:sale_price>9.99 EUR</g:sale_price><g:availability>in_stock</g:availability>
          <g:brand>Farm</g:brand><g:product_type>Food &gt; Dairy</g:product_type><g:product_type>Offers</g:product_type>
          <g:google_product_category>422</g:google_product_category><g:color>white</g:color>
          <g:shipping><g:country>DE</g:country><g:price>4.90 EUR</g:price></g:shipping>
          <g:shipping><g:country>AT</g:country><g:price>9.90 EUR</g:price></g:shipping>
        </item>`,
        '<item><g:id>b2</g:id><g:title>Bread</g:title><g:availability>out_of_stock</g:availability></item>',
      ),
    );
    expect(items[0]).toMatchObject({
      ...{ itemId: 'a1', title: 'Milk <whole> & fresh', description: 'Café & more\u00a0<b>', brand: 'Farm' },
      ...{ category: ['Food', 'Dairy'], price: 12.99, salePrice: 9.99, inStock: true },
      ...{ link: 'https://shop.example/a1?x=1&y=2', image: 'https://shop.example/a1.jpg' },
    });
    expect(items[0]!.attributes).toEqual({
      ...{ additional_image_link: ['https://shop.example/2.jpg', 'https://shop.example/3.jpg'] },
      ...{ google_product_category: 422, color: 'white' },
    });
    expect(items[1]).toMatchObject({ itemId: 'b2', title: 'Bread', inStock: false });
    expect(report).toMatchObject({ rows: 2, published: 2, rejected: 0, leftOut: [] });
  });

  it('as Atom: links are attributes, and the id of Google counts', async () => {
    const { records } = await rowsOf(
      `<feed xmlns="http://www.w3.org/2005/Atom" xmlns:g="http://base.google.com/ns/1.0"><id>tag:shop</id>
      <entry><g:id>a1</g:id><id>tag:shop,2024:a1</id><title>Milk</title><link rel="self" href="https://x/feed"/>
      <link href="https://shop.example/a1"/></entry></feed>`,
    );
    expect(records).toEqual([{ id: 'a1', title: 'Milk', link: 'https://shop.example/a1' }]);
  });

  it('in any encoding that it declares, and compressed', async () => {
    const xml = rss('<item><g:id>ö</g:id></item>').replace('?>', ' encoding="ISO-8859-1"?>');
    expect((await rowsOf(Buffer.from(xml, 'latin1'))).records).toEqual([{ id: 'ö' }]);
    expect((await rowsOf(gzipSync(`\ufeff${rss('<item><g:id>ö</g:id></item>')}`), 'f.xml.gz')).records).toEqual([
      { id: 'ö' },
    ]);
    const { records, notes } = await rowsOf(Buffer.from(rss('<item><g:id>\u00f6</g:id></item>'), 'latin1'));
    expect([records, notes]).toEqual([[{ id: '�' }], [expect.stringContaining('no characters')]]);
  });

  it('whose texts are any: each row comes back, on its line', async () => {
    const text = fc.string({ unit: 'grapheme' }).map((given) => `x${given.replaceAll(/\p{C}/gu, '')}`);
    const item = fc.record({ id: text, title: text, mpn: fc.array(text, { minLength: 2, maxLength: 3 }) });
    const escaped = (given: string): string => given.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
    await fc.assert(
      fc.asyncProperty(fc.array(item, { minLength: 1, maxLength: 20 }), async (items) => {
        const xml = items.map(({ id, title, mpn }) => {
          const others = mpn.map((each) => `<g:mpn>${escaped(each)}</g:mpn>`).join('');
          return `<item><g:id>${escaped(id)}</g:id><title><![CDATA[${title.replaceAll(']]>', '')}]]></title>${others}</item>`;
        });
        const { rows, records } = await rowsOf(rss(...xml));
        expect(rows.map(({ at }) => at)).toEqual(items.map((_, n) => n + 4));
        expect(records).toEqual(
          items.map(({ id, title, mpn }) => ({
            ...{ id: id.trim(), title: title.replaceAll(']]>', '').trim(), mpn: mpn.map((each) => each.trim()) },
          })),
        );
      }),
      { numRuns: 50 },
    );
  });

  it('that is longer than what is read at once', async () => {
    const items = Array.from({ length: 9000 }, (_, n) => ({ id: `é${n}`, title: '🖤'.repeat(1 + (n % 7)) }));
    const { records } = await rowsOf(
      rss(...items.map(({ id, title }) => `<item><g:id>${id}</g:id><title>${title}</title></item>`)),
    );
    expect(records).toEqual(items);
  });

  it('an item that is too large is a bad row, and the others are read', async () => {
    const path = join(folder.path, 'feed.xml');
    const long = `<item><g:id>long</g:id><title>${'x'.repeat(17 * 1024 * 1024)}</title></item>`;
    await writeFile(path, rss('<item><g:id>a</g:id></item>', long, '<item><g:id>b</g:id></item>'));
    const sink = new CollectingSink();
    const { files } = await folder.report(sink, { items: path, allowRejects: true });
    expect(files[0]).toMatchObject({ rows: 3, published: 2, rejected: 1 });
    expect(await folder.rejectsOf(files[0])).toMatchObject([{ line: 5, code: 'STARS_TOO_LARGE' }]);
  });
});

describe('what is no feed stores nothing, and says the line', () => {
  const entities = Array.from({ length: 9 }, (_, n) => `<!ENTITY l${n + 1} "${`&l${n};`.repeat(10)}">`).join('\n');
  it.each([
    [
      'entities that grow',
      rss('<item><g:id>a &l9;</g:id></item>').replace(
        '<rss',
        `<!DOCTYPE rss [\n<!ENTITY l0 "x">\n${entities}\n]>\n<rss`,
      ),
      /line 16 .*&l9;/,
    ],
    [
      'an element that is not closed',
      rss('<item><g:id>a</g:id></item>', '<item><title>x</item>'),
      /line 5 .*Unexpected close tag/,
    ],
    ['a bare &', rss('<item><g:id>a</g:id>', '<title>Tom & Jerry</title></item>'), /line 5 /],
    ['a file that was cut off', rss('<item><g:id>a</g:id></item>').slice(0, -16), /line 5 .*Unclosed root tag/],
    ['other XML', '<shop>\n<product><id>a</id></product>\n</shop>', /lines 1 to 3 have no <item>.*<shop>/],
    ['a feed without items', rss(), /no <item>.*<rss>/],
    ['an empty file', '', /no <item>.*it is empty/],
    ['an encoding that nobody knows', '<?xml version="1.0" encoding="klingon"?><rss/>', /line 1 .*klingon/],
  ])('%s', async (_, xml, message) => {
    const sink = new CollectingSink();
    const failure = folder.report(sink, { items: await folder.put('feed.xml', xml) });
    await expect(failure).rejects.toMatchObject({
      code: 'STARS_UNREADABLE_FILE',
      message: expect.stringMatching(message),
    });
    expect(sink.batches).toEqual([]);
  });
});
