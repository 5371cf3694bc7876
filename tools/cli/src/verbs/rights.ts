import { Argument, type Command } from 'commander';
import type { StoreName } from '../store-rights/print-rights.js';
import type { StoreUser } from '../store-rights/store-rights.js';

const STORES = ['kafka', 'redis', 'elasticsearch', 'qdrant'];
const USERS = ['gateway', 'catalog', 'tagger', 'embedder', 'trainer', 'archiver', 'operator'];

/** Prints the rights that each service needs at a store, as that store takes them. */
export function addRights(program: Command): void {
  program
    .command('rights')
    .description('the rights of each service at Kafka, Redis, Elasticsearch or Qdrant, as that store takes them')
    .addArgument(new Argument('<store>', 'store').choices(STORES))
    .addArgument(new Argument('[service]', 'only of this one (default: all)').choices(USERS))
    .option('--prefix <prefix>', 'start of all names', process.env['STARS_PREFIX'] ?? 'stars')
    .action(async (store: StoreName, service: StoreUser | undefined, { prefix }: { prefix: string }) => {
      const { printedRights } = await import('../store-rights/print-rights.js');
      const { STORE_USERS } = await import('../store-rights/store-rights.js');
      process.stdout.write(`${printedRights(store, service ? [service] : STORE_USERS, prefix)}\n`);
    });
}
