import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ensureGoTool } from './checks/go-tool.js';
import { commandPages } from './readme/command-pages.js';
import { runCommand } from './run-command.js';
import { ServerProcess } from './testing/server-process.js';
import { WORKSPACE } from './workspace.js';

const SERVERS = /^\.\/stars (demo|up)\b(?!.*--once)/;
/** This test does not assert the time of a demo, since other tests use the same two cores. */
const DEMO_MS = 70 * 60_000;
/** A second run reuses what is there: about 15 s on an idle machine, never as long as a first run. */
const SECOND_START_MS = 120_000;

const pages = commandPages(WORKSPACE);
const commands = pages[0]!.commands;
/** The how-to pages need the README's server of the made-up shop. */
const SHOP_SERVER = './stars up --data .stars-shop';
/** Data folders that the pages make in the clone. */
const FOLDERS = new Set(
  pages.flatMap((page) => page.commands.flatMap((command) => command.match(/\.stars-\w+/g) ?? [])),
);

/**
 * Runs every command of the README, then of the how-to pages, in order, as a reader would type it. Servers stay up for the
 * commands that follow.
 */
describe('README and how-to pages', () => {
  const kept = process.env['STARS_README_DATA'];
  const data = kept ?? mkdtempSync(join(tmpdir(), 'stars-readme-'));
  const env: NodeJS.ProcessEnv = { ...process.env, STARS_DATA: data };
  const outputs = new Map<string, string>();
  let server: ServerProcess | undefined;
  let grpcurl: Awaited<ReturnType<typeof ensureGoTool>>;

  const removeFolders = (): void => {
    for (const folder of FOLDERS) rmSync(join(WORKSPACE, folder), { recursive: true, force: true });
  };

  beforeAll(async () => {
    removeFolders();
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

  test('the how-to pages find the server of the README', () => {
    expect(commands.findLast((command) => SERVERS.test(command))).toBe(SHOP_SERVER);
  });

  test('each command that is not run has a reason', () => {
    const lines = pages.flatMap(({ path, leftOut }) =>
      leftOut.map(({ commands: text, reason }) => `  ${path}: ${text.split('\n')[0]} (${reason})`),
    );
    console.log(['Commands that CI does not run:', ...lines].join('\n'));
  });

  for (const [path, command] of pages.flatMap((page) => page.commands.map((each) => [page.path, each] as const))) {
    test(`${path}: ${command.replace(/\s+/g, ' ')}`, { timeout: DEMO_MS }, async ({ skip }) => {
      if (command === './stars test') {
        // It is what runs this very test.
        expect(readFileSync(join(WORKSPACE, '.ci/run'), 'utf8')).toMatch(/stars" test$/m);
        return;
      }
      if (command.startsWith('grpcurl') && 'missing' in grpcurl) skip(grpcurl.missing);
      if (SERVERS.test(command)) {
        if (server) expect(await server.interrupt()).toBe(0);
        const options = { cwd: WORKSPACE, env, ready: /^Serving: /m, timeoutMs: SECOND_START_MS };
        server = await ServerProcess.start(command, options);
        return;
      }
      // A command that takes too long is ended: otherwise it would share the cores with the next one.
      const options = { cwd: WORKSPACE, env, timeoutMs: DEMO_MS - 10_000 };
      const { status, output } = await runCommand('bash', ['-c', command], options);
      expect(status, output).toBe(0);
      if (path === 'README.md') outputs.set(command, output);
    });
  }

  const outputOf = (start: string): string => {
    const command = commands.find((each) => each.startsWith(start));
    return outputs.get(command ?? '') ?? expect.fail(`${start} has not run`);
  };

  test('the demo shows ten items with titles and reasons to three households, and the evaluation', () => {
    const output = outputOf('./stars demo --once');
    const households = output.split(/^Household /m).slice(1);
    expect(households).toHaveLength(3);
    for (const household of households) {
      const rows = household.match(/^ *\d+ {2}\S+ {2,}\S.*\d\.\d{3} {2,}\S.*$/gm) ?? [];
      expect(rows, household).toHaveLength(10);
    }
    expect(output).toMatch(/^STARS RR +\./m);
    expect(output).toMatch(/^STARS RR\+BI +\./m);
    expect(output).toMatch(/^global popularity +\./m);
  });

  test('gRPC and HTTP give the same list', ({ skip }) => {
    const overHttp = JSON.parse(outputOf("curl -fsS 'http://localhost:8080/v1/recommend?user_id=1&")) as {
      items: { item_id: string }[];
      degradations: unknown[];
    };
    expect(overHttp.degradations).toEqual([]);
    expect(overHttp.items).toHaveLength(10);
    const items = overHttp.items.map(({ item_id }) => item_id);
    expect(itemIdsIn(outputOf('./stars recommend --user 1'), items)).toEqual(items);
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
