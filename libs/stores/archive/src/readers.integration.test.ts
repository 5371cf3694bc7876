import { readFileSync } from 'node:fs';

import { type Interaction, InteractionType, TOPICS } from '@stars/contracts';
import { DuckDb } from '@stars/duckdb';
import { polarsFolder, runProgram } from '@stars/servers';
import { expect, it } from 'vitest';
import { ArchivePlace, encode, interaction } from './testing/archive-place.js';

const PAGE = new URL('../../../../docs/reference/archive.md', import.meta.url);

/** The query of the page for a reader, on the archive in `folder`. */
function queryOf(reader: string, folder: string): string {
  const found = new RegExp(`^\`\`\`\\w+ ${reader}\\n([^]*?)^\`\`\`$`, 'm').exec(readFileSync(PAGE, 'utf8'));
  expect(found![1]).toContain('/data/archive/');
  return found![1]!.replace('/data/archive/', `${folder}/`);
}

it('is read by DuckDB and by Polars with the queries of the docs, which count what was sent', async () => {
  using place = new ArchivePlace();
  const types = [InteractionType.INTERACTION_TYPE_VIEW, InteractionType.INTERACTION_TYPE_PURCHASE];
  const sent: Interaction[] = Array.from({ length: 900 }, (_, n) =>
    interaction(n, {
      tenantId: n % 3 === 0 ? 'shop' : 'default',
      type: types[Number(n % 5 === 0)]!,
      // Dates that a clock may have, however wrong.
      time: new Date(n === 7 ? '9999-12-31T00:00:00Z' : n === 8 ? '1970-01-01T00:00:00Z' : Date.UTC(2026, n % 12, 3)),
    }),
  );
  for (let at = 0; at < sent.length; at += 300) {
    await place.bus.publish(TOPICS.interactions, sent.slice(at, at + 300).map(encode));
    await place.open().catchUp();
  }
  // Its files have other names, and its rows were never on the bus.
  const imported = Array.from({ length: 90 }, (_, n) => interaction(1000 + n, { type: types[1]! }));
  {
    await using importing = await place.open().beginImport(TOPICS.interactions);
    await importing.add(imported.map(encode));
    await importing.commit();
  }
  sent.push(...imported);
  const groups = Map.groupBy(sent, ({ tenantId, type }) => `${tenantId} ${type === types[0] ? 'view' : 'purchase'}`);
  const expected = [...groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, events]) => {
      const [tenant, type] = name.split(' ');
      return { tenant, type, events: events.length, users: new Set(events.map(({ userId }) => userId)).size };
    });
  expect(expected).toHaveLength(4);

  await using db = await DuckDb.open();
  const statements = queryOf('duckdb', place.root)
    .split(';')
    .map((text) => text.trim());
  const select = statements.filter(Boolean).at(-1)!;
  for (const statement of statements.filter((text) => text && text !== select)) await db.run(statement);
  const byDuckDb = await db.rows(select);
  expect(byDuckDb.map((row) => ({ ...row, events: Number(row['events']), users: Number(row['users']) }))).toEqual(
    expected,
  );

  const polars = await polarsFolder();
  if (!polars) return;
  const env = { ...process.env, PYTHONPATH: polars };
  const printed = await runProgram('python3', ['-c', queryOf('polars', place.root)], { env });
  expect(JSON.parse(printed)).toEqual(expected);
  console.log(JSON.stringify({ sent: sent.length, duckdb: byDuckDb.length, polars: JSON.parse(printed).length }));
});
