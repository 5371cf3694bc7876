import { Argument, type Command } from 'commander';
import { printedRights, STORES, type StoreName, usersOf } from '../store-rights/print-rights.js';
import { STORE_RIGHTS, STORE_USERS, type StoreUser } from '../store-rights/store-rights.js';
import { addVerb, type CommonOptions, printResult } from '../verb.js';

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
    .addArgument(new Argument('[service]', 'only of this one (default: all)').choices(STORE_USERS))
    .option('--prefix <prefix>', 'start of all names', process.env['STARS_PREFIX'] ?? 'stars')
    .action((store: StoreName, service: StoreUser | undefined, options: RightsOptions) => {
      const users = service ? [service] : STORE_USERS;
      const rights = usersOf(store, users).map((user) => ({ user, rights: STORE_RIGHTS[user][store] }));
      printResult(options, rights, `${printedRights(store, users, options.prefix)}\n`);
    });
}
