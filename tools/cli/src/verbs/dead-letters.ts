import type { Command } from 'commander';
import type { ChangeOptions, ListOptions } from '../dead-letters/run-verbs.js';
import { positiveNumber } from '../option-values.js';
import { addVerb, type CommonOptions } from '../verb.js';

const verbs = () => import('../dead-letters/run-verbs.js');

/** Lists messages that consumer groups gave up, shows one, sends them again or drops them. */
export function addDeadLetters(program: Command): void {
  const letters = program
    .command('dead-letters')
    .description('messages that no service could handle: list, send again, drop');
  withFilter(addVerb(letters, 'list', 'dead letters by topic, each with its reason'))
    .option('--limit <n>', 'most letters that are listed', positiveNumber, 50)
    .action(async (options: ListOptions) => (await verbs()).list(options));
  addVerb(letters, 'show', 'one dead letter, with its message as JSON')
    .argument('<id>', 'id from the list')
    .action(async (id: string, options: CommonOptions) => (await verbs()).show(id, options));
  withChoice(
    addVerb(letters, 'replay', 'send dead letters again, to the group that gave them up and to no other'),
  ).action(async (ids: string[], options: ChangeOptions) => (await verbs()).replay(ids, options));
  withChoice(addVerb(letters, 'drop', 'erase dead letters')).action(async (ids: string[], options: ChangeOptions) =>
    (await verbs()).drop(ids, options),
  );
}

const withFilter = (verb: Command): Command =>
  verb
    .option('--topic <topic>', 'only of this topic, such as catalog')
    .option('--group <group>', 'only those that this consumer group gave up')
    .option('--code <code>', 'only those with this error code');

const withChoice = (verb: Command): Command =>
  withFilter(verb)
    .argument('[ids...]', 'ids from the list')
    .option('--all', 'all letters, or all that the filters name');
