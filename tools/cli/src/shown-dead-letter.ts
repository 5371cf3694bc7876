import { type DeadLetter, deadLetterContent, deadLetterId } from '@stars/event-bus';

/** What `list` shows of a letter. */
export const summaryOf = (letter: DeadLetter) => ({
  id: deadLetterId(letter),
  topic: letter.topic,
  group: letter.group,
  key: letter.message.key,
  time: letter.time,
  code: letter.code,
  reason: letter.reason,
  attempts: letter.attempts,
  replays: letter.replays,
  origin: { partition: letter.partition, offset: letter.offset },
});

/** Everything about a letter, with its message as JSON; if it cannot be decoded, in base64 with the error. */
export function detailsOf(letter: DeadLetter): object {
  const { value, headers } = letter.message;
  const shown = { ...summaryOf(letter), headers };
  const content = deadLetterContent(letter);
  if ('json' in content) return { ...shown, message: content.json };
  return { ...shown, unreadable: content.problem, base64: Buffer.from(value).toString('base64') };
}
