import { exitCodeOf } from '@stars/cli/command-line';
import { GRPC_STATUS, STATUS_OF_CODE } from '@stars/contracts';
import { StarsError, type StarsErrorCode } from '@stars/errors';
import { code, page, table } from './markdown.js';

/** What each code means, by the comments of `StarsErrorCode`, whose source is given. */
export const errorMeanings = (source: string): ReadonlyMap<string, string> =>
  new Map(
    [...source.matchAll(/\/\*\* ([^*]+) \*\/\s+\| '(STARS_\w+)'/g)].map(([, meaning, name]) => [name!, meaning!]),
  );

/**
 * All error codes and their statuses. Meanings are the comments of `StarsErrorCode`, whose source is given.
 * Errors: a code without a comment.
 */
export function errorsPage(source: string): string {
  const meanings = errorMeanings(source);
  const rows = Object.entries(STATUS_OF_CODE).map(([name, [grpc, http]]) => {
    const meaning = meanings.get(name);
    if (meaning === undefined) throw new Error(`${name} has no comment that says what it means`);
    const again = new StarsError(name as StarsErrorCode, '').canRetry ? 'yes' : 'no';
    const status = `${grpc} (${GRPC_STATUS[grpc]})`;
    return [code(name), meaning, status, String(http), String(exitCodeOf(name)), again];
  });
  const columns = ['code', 'meaning', 'gRPC status', 'HTTP status', 'exit code', 'can a retry help?'];
  return page('Errors', 'the codes in `@stars/errors`', [
    'Every error has a code that never changes its meaning. New codes may come.',
    'Over gRPC, the code and the path of the wrong field are in the trailers `stars-code` and `stars-field`. Over HTTP, the ' +
      'body is `{"error": {"code", "field", "message"}}`. `./stars` prints them and ends with the exit code.',
    table(columns, rows),
  ]);
}
