import { StarsError } from '@stars/errors';
import {
  type DeadLetter,
  type DeadLetterFilter,
  deadLetterId,
  dropDeadLetters,
  type EventBus,
  findDeadLetter,
  findDeadLetters,
  replayDeadLetters,
} from '@stars/event-bus';
import type { Command } from 'commander';
import { openDataFolder } from '../data-folder.js';
import { withBus } from '../open-bus.js';
import { positiveNumber } from '../option-values.js';
import { detailsOf, summaryOf } from '../shown-dead-letter.js';
import { type Column, renderTable } from '../table.js';
import { addVerb, type CommonOptions, printJson, printResult } from '../verb.js';

type LetterFilter = Pick<DeadLetterFilter, 'topic' | 'group' | 'code'>;
type ListOptions = CommonOptions & LetterFilter & { limit: number };
type ChangeOptions = CommonOptions & LetterFilter & { all?: boolean };

/** Lists messages that consumer groups gave up, shows one, sends them again or drops them. */
export function addDeadLetters(program: Command): void {
  const letters = program
    .command('dead-letters')
    .description('messages that no service could handle: list, send again, drop');
  withFilter(addVerb(letters, 'list', 'dead letters by topic, each with its reason'))
    .option('--limit <n>', 'most letters that are listed', positiveNumber, 50)
    .action(list);
  addVerb(letters, 'show', 'one dead letter, with its message as JSON')
    .argument('<id>', 'id from the list')
    .action(show);
  withChoice(
    addVerb(letters, 'replay', 'send dead letters again, to the group that gave them up and to no other'),
  ).action(replay);
  withChoice(addVerb(letters, 'drop', 'erase dead letters')).action(drop);
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

async function list(options: ListOptions): Promise<void> {
  const { letters, more } = await withBus(openDataFolder(options.data), async (bus) => {
    const letters: DeadLetter[] = [];
    for await (const letter of findDeadLetters(bus, options)) {
      if (letters.length === options.limit) return { letters, more: true };
      letters.push(letter);
    }
    return { letters, more: false };
  });
  const text = letters.length === 0 ? 'There is no dead letter.' : renderTable(COLUMNS, letters);
  const rest = more ? '\nThere are more: --limit shows them.\n' : '';
  printResult(options, { letters: letters.map(summaryOf), more }, `${text}\n${rest}`);
}

async function show(id: string, options: CommonOptions): Promise<void> {
  printJson(await withBus(openDataFolder(options.data), async (bus) => detailsOf(await findDeadLetter(bus, id))));
}

async function replay(ids: string[], options: ChangeOptions): Promise<void> {
  const replayed = await change(ids, options, replayDeadLetters, ({ replayable }) => replayable);
  const what =
    replayed === 0
      ? 'There is no such dead letter, or its group takes none again.'
      : `Sent again: ${replayed}. What fails again comes back to the list.`;
  printResult(options, { replayed }, `${what}\n`);
}

async function drop(ids: string[], options: ChangeOptions): Promise<void> {
  const dropped = await change(ids, options, dropDeadLetters);
  printResult(options, { dropped }, dropped === 0 ? 'There is no such dead letter.\n' : `Erased: ${dropped}.\n`);
}

/** Letters that are changed at once: limits memory, and what is repeated after a failure. */
const AT_ONCE = 500;

/** Does the work on the letters that are named, or on all that the filters name and it is meant for. Their number. */
async function change(
  ids: string[],
  options: ChangeOptions,
  work: (bus: EventBus, letters: readonly DeadLetter[]) => Promise<void>,
  isMeant: (letter: DeadLetter) => boolean = () => true,
): Promise<number> {
  if (ids.length > 0 === (options.all ?? false)) {
    throw new StarsError('STARS_USAGE', 'name the ids of dead letters, or say --all');
  }
  return withBus(openDataFolder(options.data), async (bus) => {
    let changed = 0;
    let some: DeadLetter[] = [];
    const finish = async (): Promise<void> => {
      await work(bus, some);
      changed += some.length;
      some = [];
    };
    for await (const letter of ids.length > 0 ? named(bus, ids) : findDeadLetters(bus, options)) {
      if (ids.length === 0 && !isMeant(letter)) continue;
      if (some.push(letter) === AT_ONCE) await finish();
    }
    await finish();
    return changed;
  });
}

/** All are looked up first: a wrong id changes nothing. */
async function* named(bus: EventBus, ids: readonly string[]): AsyncGenerator<DeadLetter> {
  const letters: DeadLetter[] = [];
  for (const id of new Set(ids)) letters.push(await findDeadLetter(bus, id));
  yield* letters;
}

/** Characters of a reason in the table; `show` has all of it. */
const REASON = 80;

const COLUMNS: Column<DeadLetter>[] = [
  { title: 'id', value: deadLetterId },
  { title: 'time', value: ({ time }) => time.slice(0, 19).replace('T', ' ') },
  { title: 'group', value: ({ group }) => group },
  { title: 'key', value: ({ message }) => message.key },
  { title: 'attempts', value: ({ attempts }) => attempts, right: true },
  { title: 'code', value: ({ code }) => code },
  { title: 'reason', value: ({ reason }) => reason.replace(/\s+/g, ' ').slice(0, REASON) },
];
