import { redact } from '@stars/errors';
import { type DestinationStream, type Logger, pino } from 'pino';
import pretty from 'pino-pretty';

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
 * for a person. No line has a secret, whoever put it there.
 */
export function createLogger(service: string, options: LoggerOptions = {}): Logger {
  const settings = {
    level: options.level ?? 'info',
    base: { service },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    redact: { paths: SECRET_PATHS, censor: '[secret]' },
  };
  const destination = options.destination ?? standardError();
  return pino(settings, { write: (line) => destination.write(redact(line)) });
}

const standardError = (): DestinationStream =>
  process.stderr.isTTY
    ? pretty({ destination: 2, ignore: 'pid,hostname', sync: true })
    : pino.destination({ dest: 2, sync: true });
