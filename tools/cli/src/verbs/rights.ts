import { Argument, type Command } from 'commander';
import type { StoreName } from '../store-rights/print-rights.js';
import type { StoreUser } from '../store-rights/store-rights.js';
import { addVerb, type CommonOptions, printJson } from '../verb.js';

const STORES = ['kafka', 'redis', 'elasticsearch', 'qdrant'];
const USERS = ['gateway', 'catalog', 'tagger', 'embedder', 'trainer', 'archiver', 'operator'];

interface RightsOptions extends CommonOptions {
  prefix: string;
}

/** Prints the rights that each service needs at a store, as that store takes them. */
export function addRights(program: Command): void {
  addVerb(
    program,
    'rights',
    'the rights of each service at Kafka, Redis, Elasticsearch or Qdrant, as that store takes them',
  )
    .addArgument(new Argument('<store>', 'store').choices(STORES))
    .addArgument(new Argument('[service]', 'only of this one (default: all)').choices(USERS))
    .option('--prefix <prefix>', 'start of all names', process.env['STARS_PREFIX'] ?? 'stars')
    .action(async (store: StoreName, service: StoreUser | undefined, { prefix, json }: RightsOptions) => {
      const { printedRights, usersOf } = await import('../store-rights/print-rights.js');
      const { STORE_RIGHTS, STORE_USERS } = await import('../store-rights/store-rights.js');
      const users = service ? [service] : STORE_USERS;
      if (json) return printJson(usersOf(store, users).map((user) => ({ user, rights: STORE_RIGHTS[user][store] })));
      process.stdout.write(`${printedRights(store, users, prefix)}\n`);
    });
}
