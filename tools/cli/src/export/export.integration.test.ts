import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CatalogItem,
  encodeCatalogUpsert,
  encodeInteraction,
  Interaction,
  InteractionType,
  TOPICS,
} from '@stars/contracts';
import { DuckDb, sqlText } from '@stars/duckdb';
import { newTestGateway, SEEDED, type TestGateway } from '@stars/service-gateway/testing';
import { openEmbeddedStack } from '@stars/stack';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeDataFolder } from '../data-folder.js';
import { runCli } from '../testing/cli-process.js';

const folder = mkdtempSync(join(tmpdir(), 'stars-export-'));
let gateway: TestGateway;
beforeAll(async () => {
  gateway = await newTestGateway();
});
afterAll(async () => {
  await gateway?.close();
  rmSync(folder, { recursive: true });
});

const linesOf = (path: string) =>
  readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

describe('./stars export from a running server', () => {
  const users = join(folder, 'users.txt');
  const ids = [SEEDED.fruitUser, 'stranger', SEEDED.notEncoded];
  const run = (out: string, ...options: string[]) =>
    runCli([
      'export',
      '--data',
      join(folder, 'none'),
      '--address',
      `127.0.0.1:${gateway.grpcPort}`,
      '--out',
      out,
      ...options,
    ]);

  it('writes the lists of the users in a file, as the server answers them', async () => {
    writeFileSync(users, `${ids.join('\r\n')}\n\n`);
    const out = join(folder, 'lists.jsonl');
    const { status, stdout } = await run(
      out,
      '--users',
      users,
      '-k',
      '2',
      '--mode',
      'rr_bi',
      '--language',
      'de',
      '--json',
    );
    expect([status, JSON.parse(stdout)]).toEqual([0, { users: 3, items: 6, degraded: 1, failed: 0 }]);
    const lists = linesOf(out);
    expect(lists.map(({ user_id }) => user_id)).toEqual(ids);
    const { body } = await gateway.get(`/v1/recommend?user_id=${ids[0]}&k=2&mode=rr_bi&language=de`);
    const { position, score_parts: _, propensity: __, rule_effects: ___, ...first } = body.items[0];
    expect(lists[0]).toMatchObject({ model_version: 'm1', items: [{ position, ...first }, {}], degradations: [] });
    expect(lists[0].items[0].reason).toBe('Am 20. Nov. 2017 von Ihnen gekauft');
    expect(readdirSync(folder).filter((name) => name.includes('.part'))).toEqual([]);
  });

  it('writes the same as Parquet', async () => {
    const out = join(folder, 'lists.parquet');
    expect((await run(out, '--users', users, '-k', '2', '--mode', 'rr_bi')).status).toBe(0);
    await using db = await DuckDb.open();
    const rows = await db.rows(`SELECT * FROM read_parquet(${sqlText(out)})`);
    const strip = ({ recommendation_id: _, ...row }: Record<string, unknown>) => row;
    await run(join(folder, 'same.jsonl'), '--users', users, '-k', '2', '--mode', 'rr_bi');
    expect(rows.map(strip)).toEqual(linesOf(join(folder, 'same.jsonl')).map(strip));
  });

  it('names users without a list, and writes the others', async () => {
    const some = join(folder, 'some.txt');
    writeFileSync(some, `${SEEDED.fruitUser}\n${'x'.repeat(600)}\n`);
    const out = join(folder, 'some.jsonl');
    const { status, stderr } = await run(out, '--users', some);
    expect(status).toBe(3);
    expect(stderr).toMatch(/error STARS_TOO_LARGE: 1 of 2 users have no list; the first is "xxx.*\(field user_id\)/);
    expect(linesOf(out)).toHaveLength(1);
  });

  it.each([
    [['--users', join(folder, 'nobody.txt')], 'lists2.jsonl', 3, 'STARS_UNREADABLE_FILE'],
    [['--users', users], 'lists2.csv', 2, 'STARS_USAGE'],
    [['--users', users, '--mode', 'best'], 'lists2.jsonl', 3, 'STARS_UNKNOWN_TYPE'],
    [['--users', users, '--filter', '{"in":{"field":"colour"}}'], 'lists2.jsonl', 3, 'STARS_UNKNOWN_FILTER_FIELD'],
  ])('leaves no file behind if it cannot: %j, %s', async (options, name, exit, code) => {
    const out = join(folder, name);
    const { status, stderr } = await run(out, ...options);
    expect([status, stderr]).toEqual([exit, expect.stringContaining(code)]);
    expect([existsSync(out), existsSync(`${out}.part`)]).toEqual([false, false]);
  });
});

describe('./stars export from a data folder', () => {
  it('serves the folder meanwhile, and writes the lists of all users', { tags: ['long'] }, async () => {
    const data = join(folder, 'data');
    const out = join(folder, 'all.jsonl');
    const missing = await runCli(['export', '--data', data, '--out', out]);
    expect([missing.status, missing.stderr]).toEqual([3, expect.stringContaining('STARS_NOT_FOUND')]);
    makeDataFolder(data);
    expect((await runCli(['export', '--data', data, '--out', out])).status).toBe(0);
    expect(readFileSync(out, 'utf8')).toBe('');
    const stack = openEmbeddedStack(data);
    const items = ['milk', 'bread'].map((itemId) => CatalogItem.fromPartial({ itemId, version: 1, title: itemId }));
    await stack.bus.publish(
      TOPICS.catalog,
      items.map((item) => encodeCatalogUpsert(item)),
    );
    const events = Array.from({ length: 60 }, (_, n) =>
      Interaction.fromPartial({
        eventId: `e${n}`,
        userId: `user-${n}`,
        itemId: 'milk',
        type: InteractionType.INTERACTION_TYPE_PURCHASE,
        time: new Date(1_700_000_000_000),
      }),
    );
    await stack.bus.publish(
      TOPICS.interactions,
      events.map((event) => encodeInteraction(event)),
    );
    await stack.close();
    const { status, stdout } = await runCli(['export', '--data', data, '--out', out, '--json']);
    expect([status, JSON.parse(stdout)]).toEqual([0, { users: 60, items: 120, degraded: 60, failed: 0 }]);
    expect(new Set(linesOf(out).map(({ user_id }) => user_id)).size).toBe(60);

    // The users of the folder, the answers of a running server.
    const address = `127.0.0.1:${gateway.grpcPort}`;
    const asked = await runCli(['export', '--data', data, '--address', address, '--out', out, '-k', '1', '--json']);
    expect([asked.status, JSON.parse(asked.stdout)]).toMatchObject([0, { users: 60, items: 60, failed: 0 }]);
    expect(linesOf(out)[0]).toMatchObject({ model_version: 'm1', items: [{ item_id: 'soap', source: 'popular' }] });
  });
});
