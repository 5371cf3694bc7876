import { kafkaAcls } from './kafka-acls.js';
import { STORE_RIGHTS, type StoreUser } from './store-rights.js';

export const STORES = ['kafka', 'redis', 'elasticsearch', 'qdrant'] as const;
export type StoreName = (typeof STORES)[number];

/** The name of a user at every store. */
export const loginOf = (user: StoreUser, prefix: string): string => `${prefix}-${user}`;

/** The users that have anything to do at a store. */
export const usersOf = (store: StoreName, users: readonly StoreUser[]): StoreUser[] =>
  users.filter((user) => STORE_RIGHTS[user][store] !== undefined);

/** What a store takes as it is: commands of Kafka or Redis, or JSON by user. */
export function printedRights(store: StoreName, users: readonly StoreUser[], prefix: string): string {
  const here = usersOf(store, users);
  if (store === 'kafka') return here.flatMap((user) => kafkaCommands(user, prefix)).join('\n');
  if (store === 'redis') return here.map((user) => redisCommand(user, prefix)).join('\n');
  const of = store === 'elasticsearch' ? elasticsearchRole : qdrantClaims;
  return JSON.stringify(Object.fromEntries(here.map((user) => [loginOf(user, prefix), of(user, prefix)])), null, 2);
}

/** One command for all resources with the same operations. */
function kafkaCommands(user: StoreUser, prefix: string): string[] {
  const alike = Map.groupBy(kafkaAcls(user, prefix), ({ resource, pattern, operations }) =>
    [resource, pattern, ...operations].join(' '),
  );
  return [...alike.values()].map((acls) => {
    const { resource, pattern, operations } = acls[0]!;
    return [
      'kafka-acls.sh --bootstrap-server "$BROKER" --command-config "$ADMIN" --add',
      `--allow-principal User:${loginOf(user, prefix)}`,
      ...(pattern === 'prefixed' ? ['--resource-pattern-type prefixed'] : []),
      ...operations.map((operation) => `--operation ${operation}`),
      ...acls.map(({ name }) => `--${resource} ${name}`),
    ].join(' ');
  });
}

/** `reset` takes all earlier rights and passwords. */
export function redisRights(user: StoreUser, prefix: string): string {
  const { commands = [], keys = [] } = STORE_RIGHTS[user].redis ?? {};
  return [
    ...keys.map((key) => `~${prefix}:${key}${key.endsWith(':') ? '*' : ''}`),
    ...commands.map((name) => `+${name}`),
  ].join(' ');
}

const redisCommand = (user: StoreUser, prefix: string): string =>
  `ACL SETUSER ${loginOf(user, prefix)} reset on >PASSWORD ${redisRights(user, prefix)}`;

/** Also of the indexes behind the aliases. */
export function elasticsearchRole(user: StoreUser, prefix: string) {
  const indices = Object.entries(STORE_RIGHTS[user].elasticsearch ?? {}).map(([index, privileges]) => ({
    names: [`${prefix}-${index}`, `${prefix}-${index}-*`],
    privileges,
  }));
  return { indices };
}

const qdrantClaims = (user: StoreUser) => ({ access: STORE_RIGHTS[user].qdrant });
