import { StarsError } from '@stars/errors';
import { type DeadLetter, dropDeadLetters, type EventBus, replayDeadLetters } from '@stars/event-bus';
import { openDataFolder } from '../data-folder.js';
import { withBus } from '../open-bus.js';
import { type Column, renderTable } from '../table.js';
import { type CommonOptions, printJson } from '../verb.js';
import { detailsOf, findLetters, type LetterFilter, letterId, letterOf, summaryOf } from './find-letters.js';

export type ListOptions = CommonOptions & LetterFilter & { limit: number };
export type ChangeOptions = CommonOptions & LetterFilter & { all?: boolean };

export async function list(options: ListOptions): Promise<void> {
  const { letters, more } = await withBus(openDataFolder(options.data), async (bus) => {
    const letters: DeadLetter[] = [];
    for await (const letter of findLetters(bus, options)) {
      if (letters.length === options.limit) return { letters, more: true };
      letters.push(letter);
    }
    return { letters, more: false };
  });
  if (options.json) return printJson({ letters: letters.map(summaryOf), more });
  const text = letters.length === 0 ? 'There is no dead letter.' : renderTable(COLUMNS, letters);
  process.stdout.write(`${text}\n${more ? '\nThere are more: --limit shows them.\n' : ''}`);
}

export async function show(id: string, options: CommonOptions): Promise<void> {
  printJson(await withBus(openDataFolder(options.data), async (bus) => detailsOf(await letterOf(bus, id))));
}

export async function replay(ids: string[], options: ChangeOptions): Promise<void> {
  const replayed = await change(ids, options, replayDeadLetters, ({ replayable }) => replayable);
  if (options.json) return printJson({ replayed });
  const what =
    replayed === 0
      ? 'There is no such dead letter, or its group takes none again.'
      : `Sent again: ${replayed}. What fails again comes back to the list.`;
  process.stdout.write(`${what}\n`);
}

export async function drop(ids: string[], options: ChangeOptions): Promise<void> {
  const dropped = await change(ids, options, dropDeadLetters);
  if (options.json) return printJson({ dropped });
  process.stdout.write(`${dropped === 0 ? 'There is no such dead letter.' : `Erased: ${dropped}.`}\n`);
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
    for await (const letter of ids.length > 0 ? named(bus, ids) : findLetters(bus, options)) {
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
  for (const id of new Set(ids)) letters.push(await letterOf(bus, id));
  yield* letters;
}

/** Characters of a reason in the table; `show` has all of it. */
const REASON = 80;

const COLUMNS: Column<DeadLetter>[] = [
  { title: 'id', value: letterId },
  { title: 'time', value: ({ time }) => time.slice(0, 19).replace('T', ' ') },
  { title: 'group', value: ({ group }) => group },
  { title: 'key', value: ({ message }) => message.key },
  { title: 'attempts', value: ({ attempts }) => attempts, right: true },
  { title: 'code', value: ({ code }) => code },
  { title: 'reason', value: ({ reason }) => reason.replace(/\s+/g, ' ').slice(0, REASON) },
];
