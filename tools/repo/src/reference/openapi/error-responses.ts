import { type JsonSchema, STATUS_OF_CODE } from '@stars/contracts';
import { errorMeanings } from '../errors-page.js';

/** Codes of the command line, of files and of the bus: no call is answered with one. */
const NOT_OF_THE_API: ReadonlySet<string> = new Set([
  'STARS_USAGE',
  'STARS_UNREADABLE_FILE',
  'STARS_NOT_ENOUGH_DATA',
  'STARS_CONFIG_INVALID',
  'STARS_UNPROTECTED',
  'STARS_PORT_IN_USE',
  'STARS_DIGEST_MISMATCH',
  'STARS_MODEL_CORRUPT',
  'STARS_MODEL_OUTDATED',
  'STARS_POISON_MESSAGE',
]);

const CODES = Object.entries(STATUS_OF_CODE).filter(([code]) => !NOT_OF_THE_API.has(code));

const TITLES: Readonly<Record<number, string>> = {
  400: 'Something in the request is wrong.',
  401: 'The call says not who makes it: send a key or a token.',
  403: 'The caller may not do this.',
  404: 'What was asked for is not there.',
  405: 'The path does not take this method.',
  409: 'Somebody else was faster.',
  413: 'Something in the request is too large.',
  429: 'There is too much to do. Try again.',
  500: 'A fault of STARS.',
  503: 'A server is away, or there is no model yet. Try again later.',
  504: 'It took longer than the caller allows. Try again.',
  507: 'The disk is full.',
};

const RETRY_AFTER = { description: 'Seconds until another try may succeed.', schema: { type: 'integer' } };

/** The statuses of errors, one response each. @param source Of the error codes, with their meanings as comments */
export function errorResponses(source: string): Record<string, JsonSchema> {
  const meanings = errorMeanings(source);
  const statuses = [...new Set(CODES.map(([, [, status]]) => status))].sort();
  return Object.fromEntries(
    statuses.map((status) => {
      const codes = CODES.filter(([, [, of]]) => of === status).map(([code]) => `- \`${code}\`: ${meanings.get(code)}`);
      const schema = { $ref: '#/components/schemas/ErrorAnswer' };
      const description = [TITLES[status], ...codes].join('\n');
      const headers = status === 429 || status === 503 ? { headers: { 'retry-after': RETRY_AFTER } } : {};
      return [String(status), { description, ...headers, content: { 'application/json': { schema } } }];
    }),
  );
}

export const ERROR_SCHEMA: JsonSchema = {
  type: 'object',
  description: 'The body of every error.',
  properties: {
    error: {
      type: 'object',
      properties: {
        code: {
          type: 'string',
          pattern: '^STARS_[A-Z_]+$',
          description: 'It never changes its meaning. New codes may come.',
          examples: CODES.map(([code]) => code),
        },
        message: { type: 'string', description: 'The problem, for a person.' },
        field: {
          type: 'string',
          description: 'The path of the wrong field, if there is one.',
          examples: ['interactions[1].user_id'],
        },
      },
      required: ['code', 'message'],
    },
  },
  required: ['error'],
};
