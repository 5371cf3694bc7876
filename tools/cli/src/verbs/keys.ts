import { createKey, keysFileOf, RIGHTS, type Right, readKeys, revokeKeys, type StoredKey } from '@stars/access';
import { DEFAULT_KEY_DAYS, LIMITS } from '@stars/contracts';
import { StarsError } from '@stars/errors';
import type { Command } from 'commander';
import { auditedIn } from '../audited.js';
import { makeDataFolder, openDataFolder } from '../data-folder.js';
import { commaList, positiveNumber } from '../option-values.js';
import { type Column, renderTable } from '../table.js';
import { addVerb, type CommonOptions, printJson, printResult } from '../verb.js';

interface KeysOptions extends CommonOptions {
  keys?: string;
}

interface CreateOptions extends KeysOptions {
  name: string;
  rights: string[];
  tenants: string[];
  days: number;
  limit?: number;
  certificate?: string;
}

const DAY_MS = 86_400_000;

/** Makes, lists and revokes the credentials of those who call the API. */
export function addKeys(program: Command): void {
  const keys = program.command('keys').description('API keys of programs that call the API: create, list, revoke');
  withFile(addVerb(keys, 'create', 'make an API key, and show it this once'))
    .requiredOption('--name <name>', 'who has it, such as shop; several keys may have one name')
    .requiredOption('--rights <list>', 'what it may do, such as recommend,track; `all` for everything', commaList)
    .option('--tenants <list>', 'its tenants; a call that names none is for the first', commaList, ['default'])
    .option('--days <n>', 'days until it ends, 36500 at most', positiveNumber, DEFAULT_KEY_DAYS)
    .option(
      '--limit <n>',
      'works a second that it may ask for (default: STARS_CALLER_LIMIT of the server)',
      positiveNumber,
    )
    .option('--certificate <name>', 'make no key: a client certificate with this CN, DNS name or URI is the credential')
    .action(create);
  withFile(addVerb(keys, 'list', 'all keys, without their secrets')).action(list);
  withFile(addVerb(keys, 'revoke', 'remove keys: servers refuse them within seconds'))
    .argument('<ids...>', 'ids from the list')
    .action(revoke);
}

const withFile = (verb: Command): Command =>
  verb.option('--keys <file>', 'file of keys (default: STARS_KEYS_FILE, else keys.json in the data folder)');

async function create(options: CreateOptions): Promise<void> {
  const { name, tenants, days, certificate, limit } = options;
  if (days > LIMITS.keyDays)
    throw new StarsError('STARS_USAGE', `--days is at most ${LIMITS.keyDays}`, { field: 'days' });
  const path = pathOf(options, makeDataFolder);
  const now = Date.now();
  const given = { name, rights: rightsOf(options.rights), tenants, expires: now + days * DAY_MS };
  const target = { ...given, ...(certificate ? { certificate } : {}), ...(limit ? { limit } : {}) };
  const folder = makeDataFolder(options.data);
  const { key, token } = await auditedIn(folder, { action: 'keys create', target }, async () =>
    createKey(path, target, now),
  );
  if (options.json) return printJson({ ...shown(key), token });
  const what = token === undefined ? `A certificate of ${certificate} may call now.` : token;
  process.stdout.write(`${what}\n`);
  const once = token === undefined ? '' : ' The key is shown only this once: keep it where only its program reads it.';
  process.stderr.write(
    `Id ${key.id}, until ${key.expires}.${once} Servers that had a file of keys at their start know it within seconds.\n`,
  );
}

async function list(options: KeysOptions): Promise<void> {
  const { keys } = readKeys(pathOf(options, openDataFolder));
  printResult(options, keys.map(shown), `${keys.length === 0 ? 'There is no key.' : renderTable(COLUMNS, keys)}\n`);
}

async function revoke(ids: string[], options: KeysOptions): Promise<void> {
  const path = pathOf(options, openDataFolder);
  const folder = makeDataFolder(options.data);
  await auditedIn(folder, { action: 'keys revoke', target: { ids } }, async () => revokeKeys(path, ids));
  printResult(options, { revoked: ids }, `Revoked: ${ids.join(', ')}\n`);
}

function pathOf({ keys, data }: KeysOptions, folderAt: typeof openDataFolder): string {
  const named = keys ?? (process.env['STARS_KEYS_FILE'] || undefined);
  return named ?? keysFileOf({}, folderAt(data).root);
}

function rightsOf(names: readonly string[]): readonly Right[] {
  if (names.join() === 'all') return RIGHTS;
  const unknown = names.find((name) => !(RIGHTS as readonly string[]).includes(name));
  if (unknown === undefined) return names as Right[];
  throw new StarsError('STARS_USAGE', `${unknown} is no right: ${RIGHTS.join(', ')}, or all`, {
    field: 'rights',
  });
}

/** Without the hash. */
const shown = ({ hash: _, ...others }: StoredKey): Omit<StoredKey, 'hash'> => others;

const COLUMNS: Column<StoredKey>[] = [
  { title: 'id', value: ({ id }) => id },
  { title: 'name', value: ({ name }) => name },
  { title: 'rights', value: ({ rights }) => (rights.length === RIGHTS.length ? 'all' : rights.join(',')) },
  { title: 'tenants', value: ({ tenants }) => tenants.join(',') },
  { title: 'limit', value: ({ limit }) => (limit === undefined ? '' : String(limit)) },
  { title: 'certificate', value: ({ certificate }) => certificate ?? '' },
  { title: 'created', value: ({ created }) => created.slice(0, 10) },
  {
    title: 'ends',
    value: ({ expires }) => expires.slice(0, 10) + (Date.parse(expires) <= Date.now() ? ' (over)' : ''),
  },
];
