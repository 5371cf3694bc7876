import type { Command } from 'commander';
import type { CreateOptions, KeysOptions } from '../keys/run-verbs.js';
import { commaList, positiveNumber } from '../option-values.js';
import { addVerb } from '../verb.js';

const verbs = () => import('../keys/run-verbs.js');

/** Makes, lists and revokes the credentials of those who call the API. */
export function addKeys(program: Command): void {
  const keys = program.command('keys').description('API keys of programs that call the API: create, list, revoke');
  withFile(addVerb(keys, 'create', 'make an API key, and show it this once'))
    .requiredOption('--name <name>', 'who has it, such as shop; several keys may have one name')
    .requiredOption('--rights <list>', 'what it may do, such as recommend,track; `all` for everything', commaList)
    .option('--tenants <list>', 'its tenants; a call that names none is for the first', commaList, ['default'])
    .option('--days <n>', 'days until it ends, 36500 at most', positiveNumber, 90)
    .option(
      '--limit <n>',
      'works a second that it may ask for (default: STARS_CALLER_LIMIT of the server)',
      positiveNumber,
    )
    .option('--certificate <name>', 'make no key: a client certificate with this CN, DNS name or URI is the credential')
    .action(async (options: CreateOptions) => (await verbs()).create(options));
  withFile(addVerb(keys, 'list', 'all keys, without their secrets')).action(async (options: KeysOptions) =>
    (await verbs()).list(options),
  );
  withFile(addVerb(keys, 'revoke', 'remove keys: servers refuse them within seconds'))
    .argument('<ids...>', 'ids from the list')
    .action(async (ids: string[], options: KeysOptions) => (await verbs()).revoke(ids, options));
}

const withFile = (verb: Command): Command =>
  verb.option('--keys <file>', 'file of keys (default: STARS_KEYS_FILE, else keys.json in the data folder)');
