import {
  type DeadLetter,
  type DropDeadLettersRequest,
  type DropDeadLettersResponse,
  type ListDeadLettersRequest,
  type ListDeadLettersResponse,
  type ReplayDeadLettersRequest,
  type ReplayDeadLettersResponse,
  validateDropDeadLettersRequest,
  validateListDeadLettersRequest,
  validateReplayDeadLettersRequest,
} from '@stars/contracts';
import { StarsError } from '@stars/errors';
import {
  deadLetterContent,
  deadLetterId,
  dropDeadLetters as drop,
  type EventBus,
  findDeadLetter,
  findDeadLetters,
  isMeant,
  replayDeadLetters as replay,
  type DeadLetter as StoredLetter,
} from '@stars/event-bus';

const MIB = 1024 * 1024;
/** Bytes of the messages that a page shows: an answer has a bound. */
const SHOWN_BYTES = MIB;
/** Letters that are read for one page, also of other tenants and those that the filter leaves out. */
const MOST_READ = 5000;

/** Lists dead letters by pages. Errors: `STARS_NOT_FOUND` (the topic); `STARS_INVALID_FIELD` (the token); those of the bus. */
export async function listDeadLetters(
  bus: EventBus,
  given: ListDeadLettersRequest,
  signal: AbortSignal,
): Promise<ListDeadLettersResponse> {
  const { tenantId, topic, group, code, pageSize, pageToken } = validateListDeadLettersRequest(given);
  const filter = { tenant: tenantId, group: group || undefined, code: code || undefined };
  const letters: DeadLetter[] = [];
  let [read, bytes] = [0, 0];
  for await (const letter of findDeadLetters(bus, { topic: topic || undefined }, placeAfter(pageToken))) {
    signal.throwIfAborted();
    read++;
    if (isMeant(filter, letter)) {
      bytes += letter.message.value.length;
      letters.push(shown(letter));
    }
    if (letters.length === pageSize || read === MOST_READ || bytes >= SHOWN_BYTES)
      return { letters, nextPageToken: deadLetterId(letter) };
  }
  return { letters, nextPageToken: '' };
}

/** Errors: `STARS_NOT_FOUND` for an id that is not there, and then nothing is sent; `STARS_USAGE` for one that no group takes again. */
export async function replayDeadLetters(
  bus: EventBus,
  given: ReplayDeadLettersRequest,
): Promise<ReplayDeadLettersResponse> {
  const letters = await named(bus, validateReplayDeadLettersRequest(given));
  await replay(bus, letters);
  return { replayed: letters.length };
}

/** Errors: `STARS_NOT_FOUND` for an id that is not there, and then nothing is erased. */
export async function dropDeadLetters(bus: EventBus, given: DropDeadLettersRequest): Promise<DropDeadLettersResponse> {
  const letters = await named(bus, validateDropDeadLettersRequest(given));
  await drop(bus, letters);
  return { dropped: letters.length };
}

/** A letter of another tenant is not there. */
async function named(bus: EventBus, { tenantId, ids }: ReplayDeadLettersRequest): Promise<StoredLetter[]> {
  const letters: StoredLetter[] = [];
  for (const id of new Set(ids)) {
    const letter = await findDeadLetter(bus, id);
    if (!isMeant({ tenant: tenantId }, letter))
      throw new StarsError('STARS_NOT_FOUND', `there is no dead letter ${id}`, { field: 'ids' });
    letters.push(letter);
  }
  return letters;
}

function placeAfter(token: string): string | undefined {
  if (token === '' || /^[a-z-]{1,64}\/\d{1,10}\/\d{1,15}$/.test(token)) return token || undefined;
  throw new StarsError('STARS_INVALID_FIELD', 'page_token is no next_page_token of this call', { field: 'page_token' });
}

function shown(letter: StoredLetter): DeadLetter {
  const { topic, group, code, reason, time, attempts, replays, replayable, message } = letter;
  const failedTime = Number.isNaN(Date.parse(time)) ? undefined : new Date(time);
  const { length } = message.value;
  const content =
    length > SHOWN_BYTES
      ? { problem: `its ${length} bytes are too many: see ./stars dead-letters show` }
      : deadLetterContent(letter);
  return {
    ...{ id: deadLetterId(letter), topic, group, key: message.key, code, reason, failedTime },
    ...{ attempts, replays, replayable },
    content: 'json' in content ? content.json : undefined,
    contentProblem: 'problem' in content ? content.problem : '',
  };
}
