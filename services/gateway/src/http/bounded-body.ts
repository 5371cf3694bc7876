import { METHOD_COSTS } from '@stars/access';
import type { RpcName } from '@stars/contracts';
import { isStarsError, StarsError } from '@stars/errors';
import { entryOf } from '@stars/platform';
import bodyParser from 'body-parser';
import type { Receiving } from '../api/api-calls.js';
import type { HttpRequest, HttpResponse } from './http-exchange.js';
import { checkJson } from './json-bounds.js';

function verify(request: HttpRequest, _response: unknown, body: Buffer, charset: string): void {
  request.receiving?.whole(body.length);
  // In UTF-16, quotes and brackets are not where the check looks for them.
  if (charset !== 'utf-8') throw invalid('content-type', `is in ${charset}: send UTF-8`);
  checkJson(body);
}

/** How a body is read. */
interface BodyBounds {
  bytes: number;
  /** Whether JSON may come as `text/plain`, which a browser sends to another site without asking it first. */
  takesText: boolean;
}

const PARSERS = new Map<string, ReturnType<typeof bodyParser.json>>();
const parserOf = ({ bytes: limit, takesText }: BodyBounds) =>
  entryOf(PARSERS, `${limit} ${takesText}`, () => {
    const type = takesText ? ['application/json', 'text/plain'] : 'application/json';
    return bodyParser.json({ limit, verify, type });
  });

/** Reads the JSON body of a call, up to the bound of its method. Errors: those of `readJson`. */
export async function boundedBody(
  method: RpcName,
  request: HttpRequest,
  response: HttpResponse,
  receiving: Receiving,
): Promise<unknown> {
  const { takesText = false, readBytes } = request;
  if (readBytes === undefined) {
    return readJson(request, response, { bytes: METHOD_COSTS[method].bytes, takesText }, receiving);
  }
  // Its caller stood in it.
  receiving.arrived(readBytes);
  receiving.whole(readBytes);
  return request.body;
}

const SHORT = { bytes: 64 * 1024, takesText: false };
/** It is read before it is known which calls are in it: the rights and limits of each are checked then. */
const UNWATCHED: Receiving = { arrived: () => {}, whole: () => {} };

/** Reads the JSON body of a question of an agent: a thousand ids. Errors: those of `readJson`. */
export const readShortJson = (request: HttpRequest, response: HttpResponse): Promise<unknown> =>
  readJson(request, response, SHORT, UNWATCHED);

/**
 * Reads a JSON body.
 * Errors: `STARS_TOO_LARGE`; `STARS_INVALID_FIELD` if there is none, it is no JSON, or its content type is another; those of `receiving`.
 */
export async function readJson(
  request: HttpRequest,
  response: HttpResponse,
  bounds: BodyBounds,
  receiving: Receiving,
): Promise<unknown> {
  const { bytes } = bounds;
  // The parser would wait until all of it has come.
  if (Number(request.headers['content-length']) > bytes) throw tooLarge(bytes);
  request.receiving = receiving;
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  request.on('data', (chunk: Buffer) => {
    try {
      receiving.arrived(chunk.length);
    } catch (error) {
      // The parser would go on and keep what comes.
      request.removeAllListeners('data');
      reject(error);
    }
  });
  parserOf(bounds)(request, response, (error) => (error ? reject(codedError(error, bytes)) : resolve()));
  await promise;
  if (request.body !== undefined) return request.body;
  const type = request.headers['content-type'];
  if (type === undefined) throw invalid('body', 'is missing: send a JSON object');
  throw invalid('content-type', `is ${type}: send application/json`);
}

function codedError(error: Error & { status?: number }, bytes: number): unknown {
  const { status = 500, message } = error;
  if (isStarsError(error) || status >= 500) return error;
  if (status === 413) return tooLarge(bytes);
  // The message of the library, with what it is about.
  return status === 415
    ? invalid('content-type', `is not supported: ${message}`)
    : invalid('body', `is no JSON object: ${message}`);
}

const tooLarge = (bytes: number): StarsError =>
  new StarsError('STARS_TOO_LARGE', `body is larger than ${bytes} bytes`, { field: 'body' });

const invalid = (field: string, problem: string): StarsError =>
  new StarsError('STARS_INVALID_FIELD', `${field} ${problem}`, { field });
