import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { WORKSPACE } from '@stars/cli/command-line';
import { ServerProcess } from '@stars/cli/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ensureGoTool } from './checks/testing/go-tool.js';
import { commandPages } from './readme/testing/command-pages.js';
import { OWN_SHOP_FILES, writeOwnShop } from './readme/testing/own-shop-files.js';
import { leftOutCommands, readmeCommands } from './readme/testing/readme-commands.js';
import { runCommand } from './run-command.js';

const SERVERS = /^\.\/stars (demo|up)\b(?!.*--once)/;
/** This test does not assert the time of a demo, since other tests use the same two cores. */
const DEMO_MS = 70 * 60_000;
/** The demo is smaller than the README's, unless the test has its full length: households are most of its time. */
const SAMPLE = process.env['STARS_TEST_ALL'] ? '' : ' --sample 48';
const asRun = (command: string): string => (command === './stars demo --once' ? command + SAMPLE : command);
/** A second run reuses what is there: about 15 s on an idle machine, never as long as a first run. */
const SECOND_START_MS = 120_000;

/** What the README promises from the import of one's own files to the first list. */
const OWN_SHOP_MS = 5 * 60_000;

const pages = commandPages(WORKSPACE);
const [readme, ...guides] = pages;
const { commands } = readme!;
const ownShop = /^## Your own shop$([\s\S]*?)^## /m.exec(readFileSync(join(WORKSPACE, 'README.md'), 'utf8'))![1]!;
/** The how-to pages need the server of the made-up shop. */
const SHOP_SERVER = './stars up --data .stars-shop';
/** Data folders that the pages make in the clone. */
const FOLDERS = new Set(
  pages.flatMap((page) => page.commands.flatMap((command) => command.match(/\.stars-\w+/g) ?? [])),
);

/**
 * Runs every command of the README, then of the how-to pages, in order, as a reader would type it, but for the demo's sample. Servers stay up for the
 * commands that follow.
 */
const FIRST_ASKED = "curl -fsS 'http://localhost:8080/v1/recommend?user_id=48&";

describe('README and how-to pages', () => {
  const kept = process.env['STARS_README_DATA'];
  const data = kept ?? mkdtempSync(join(tmpdir(), 'stars-readme-'));
  const env: NodeJS.ProcessEnv = { ...process.env, STARS_DATA: data };
  const outputs = new Map<string, string>();
  /** When commands of the README began and ended, ms. */
  const times = new Map<string, { began: number; ended: number }>();
  let server: ServerProcess | undefined;
  let grpcurl: Awaited<ReturnType<typeof ensureGoTool>>;

  const removeFolders = (): void => {
    for (const name of [...FOLDERS, ...OWN_SHOP_FILES]) rmSync(join(WORKSPACE, name), { recursive: true, force: true });
  };

  beforeAll(async () => {
    removeFolders();
    writeOwnShop(WORKSPACE);
    grpcurl = await ensureGoTool('grpcurl');
    if ('folder' in grpcurl) env['PATH'] = `${grpcurl.folder}${delimiter}${env['PATH']}`;
  }, 330_000);
  afterAll(async () => {
    await server?.interrupt();
    removeFolders();
    if (!kept) rmSync(data, { recursive: true, force: true });
  });

  test('the README names the commands that this file tests', () => {
    expect(commands).toContain('./stars demo --once');
    expect(commands).toContain('./stars demo');
    expect(commands.length).toBeGreaterThan(8);
  });

  test('the README shows five commands from a clone to a list of one’s own shop', () => {
    expect([...leftOutCommands(ownShop).map((each) => each.commands), ...readmeCommands(ownShop)]).toEqual([
      expect.stringMatching(/^git clone /),
      ...['import', 'train', 'up', 'recommend'].map((verb) => expect.stringMatching(`^./stars ${verb} `)),
    ]);
  });

  test('each command that is not run has a reason', () => {
    const lines = pages.flatMap(({ path, leftOut }) =>
      leftOut.map(({ commands: text, reason }) => `  ${path}: ${text.split('\n')[0]} (${reason})`),
    );
    console.log(['Commands that CI does not run:', ...lines].join('\n'));
  });

  const serve = async (command: string): Promise<void> => {
    if (server) expect(await server.interrupt()).toBe(0);
    const options = { cwd: WORKSPACE, env, ready: /^Serving: /m, timeoutMs: SECOND_START_MS };
    server = await ServerProcess.start(command, options);
  };

  const testCommand = (path: string, command: string): void => {
    // The how-to pages train and evaluate a dozen times.
    const tags = path === 'README.md' ? [] : ['long'];
    test(`${path}: ${command.replace(/\s+/g, ' ')}`, { timeout: DEMO_MS, tags }, async ({ skip }) => {
      if (command === './stars test') {
        // It is what runs this very test.
        expect(readFileSync(join(WORKSPACE, '.ci/run'), 'utf8')).toMatch(/stars" test$/m);
        return;
      }
      if (command.startsWith('grpcurl') && 'missing' in grpcurl) skip(grpcurl.missing);
      if (SERVERS.test(command)) return serve(command);
      const began = performance.now();
      // A command that takes too long is ended: otherwise it would share the cores with the next one.
      const options = { cwd: WORKSPACE, env, timeoutMs: DEMO_MS - 10_000 };
      const { status, output } = await runCommand('bash', ['-c', asRun(command)], options);
      expect(status, output).toBe(0);
      if (path !== 'README.md') return;
      outputs.set(command, output);
      times.set(command, { began, ended: performance.now() });
    });
  };

  for (const command of commands) testCommand('README.md', command);
  test(`the how-to pages need a server: ${SHOP_SERVER}`, { timeout: SECOND_START_MS, tags: ['long'] }, async () => {
    expect(commands).toContain(SHOP_SERVER);
    await serve(SHOP_SERVER);
  });
  for (const { path, commands: each } of guides) for (const command of each) testCommand(path, command);

  const outputOf = (start: string): string => {
    const command = commands.find((each) => each.startsWith(start));
    return outputs.get(command ?? '') ?? expect.fail(`${start} has not run`);
  };

  test('the demo shows two lists of five items with titles and reasons to three households, and the evaluation', () => {
    const output = outputOf('./stars demo --once');
    const households = output.split(/^Household /m).slice(1);
    expect(households).toHaveLength(3);
    for (const household of households) {
      const lists = household.split(/^(?:Buy again|Discover)$/m).slice(1);
      const rows = lists.map((list) => list.match(/^ *\d+ {2}\S+ {2,}\S.*\d\.\d{3} {2,}\S.*$/gm) ?? []);
      expect(
        rows.map(({ length }) => length),
        household,
      ).toEqual([5, 5]);
    }
    // So few sessions may be too few for a network in the second stage.
    if (SAMPLE === '') expect(output).not.toContain('too few sessions');
    expect(output).toMatch(/^STARS RR +\./m);
    expect(output).toMatch(/^STARS RR\+BI +\./m);
    expect(output).toMatch(/^global popularity +\./m);
  });

  test('one’s own shop has its first list within five minutes of the import', () => {
    const [first, ...others] = readmeCommands(ownShop);
    const last = others.at(-1)!;
    // Not `outputOf`: an earlier command begins in the same way.
    const output = outputs.get(last) ?? expect.fail(`${last} has not run`);
    expect(output.match(/^ *\d+ {2}item-\d+ /gm)).toHaveLength(10);
    expect(output).not.toMatch(/^[A-Z_]+: /m);
    const took = times.get(last)!.ended - times.get(first!)!.began;
    console.log(`From the import of one's own files to the first list: ${(took / 1000).toFixed(0)} s`);
    expect(took).toBeLessThan(OWN_SHOP_MS);
  });

  test('gRPC and HTTP give the same list', ({ skip }) => {
    const overHttp = JSON.parse(outputOf(FIRST_ASKED)) as {
      items: { item_id: string }[];
      degradations: unknown[];
    };
    expect(overHttp.degradations).toEqual([]);
    expect(overHttp.items).toHaveLength(10);
    const items = overHttp.items.map(({ item_id }) => item_id);
    expect(itemIdsIn(outputOf('./stars recommend --user 48'), items)).toEqual(items);
    if ('missing' in grpcurl) skip(grpcurl.missing);
    const overGrpc = JSON.parse(outputOf("grpcurl -plaintext -d '")) as { items: { itemId: string }[] };
    expect(overGrpc.items.map(({ itemId }) => itemId)).toEqual(items);
    expect(outputOf('grpcurl -plaintext localhost:50051 list')).toContain('stars.v1.RecommendationService');
  });
});

/** Those of the items that are in the table, in its order. */
function itemIdsIn(table: string, items: readonly string[]): string[] {
  return table
    .split('\n')
    .map((line) => /^ *\d+ {2}(\S+)/.exec(line)?.[1])
    .filter((item): item is string => item !== undefined && items.includes(item));
}
