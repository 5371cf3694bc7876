import { printable, redact } from '@stars/errors';
import { type DestinationStream, type Logger, pino } from 'pino';
import pretty from 'pino-pretty';
import { currentSpan } from './tracing/tracing.js';

export type { Logger } from 'pino';

export interface LoggerOptions {
  /** `fatal`, `error`, `warn`, `info` (default), `debug`, `trace` or `silent`. */
  level?: string;
  /** Where the lines go; default standard error, so that a command's own output stays clean. */
  destination?: DestinationStream;
}

/** Names whose values never reach a log, also those that are not known as secrets. */
const SECRET_PATHS = ['password', 'apiKey', 'api_key', 'token', 'authorization'].flatMap((name) => [name, `*.${name}`]);

/**
 * A structured logger: one JSON object a line, with `service`, `level` as a word and `time` as ISO 8601; on a terminal, lines
 * for a person. No line has a secret, whoever put it there, and none has characters that command a terminal. Lines of work that is
 * traced have `trace_id` and `span_id`.
 */
export function createLogger(service: string, options: LoggerOptions = {}): Logger {
  const settings = {
    level: options.level ?? 'info',
    base: { service },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    mixin: traceIds,
    redact: { paths: SECRET_PATHS, censor: '[secret]' },
  };
  const destination = options.destination ?? standardError();
  return pino(settings, { write: (line) => destination.write(printable(redact(line))) });
}

function traceIds(): object {
  const span = currentSpan();
  return span === undefined ? {} : { trace_id: span.traceId, span_id: span.spanId };
}

function standardError(): DestinationStream {
  const destination = pino.destination({ dest: 2, sync: true });
  return process.stderr.isTTY ? prettyLines(destination) : destination;
}

/** An escape in JSON of what commands a terminal, but not of a tab or a line feed. */
const ESCAPED = /(?<=(?<!\\)(?:\\\\)*)\\(?=u00[0189]|u007f|u20[26]|[bfr])/g;

/** Lines for a person: what reads the JSON would print what its escapes stand for. */
export function prettyLines(destination: DestinationStream, colorize = pretty.isColorSupported): DestinationStream {
  const format = pretty.prettyFactory({ ignore: 'pid,hostname', colorize });
  return { write: (line) => destination.write(format(line.replace(ESCAPED, '\\\\'))) };
}
