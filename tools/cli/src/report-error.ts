import { isStarsError, printable, redact } from '@stars/errors';
import type { CommanderError } from 'commander';
import { EXIT, type ExitCode, exitCodeOf } from './exit-codes.js';
import { Interrupted } from './interruption.js';

export interface Report {
  exitCode: ExitCode;
  /** Lines for standard error; empty if everything was printed already. */
  text: string;
}

/** What an error prints, and its exit code. Only unexpected errors print a stack. */
export function reportError(error: unknown): Report {
  const { exitCode, text } = reportOf(error);
  return { exitCode, text: printable(redact(text)) };
}

function reportOf(error: unknown): Report {
  if (isCommanderError(error)) {
    if (error.exitCode === 0) return { exitCode: EXIT.ok, text: '' };
    const message = error.message.replace(/^error: /, '');
    return { exitCode: EXIT.usage, text: message === '(outputHelp)' ? '' : `error STARS_USAGE: ${message}\n` };
  }
  if (error instanceof Interrupted) return { exitCode: EXIT.interrupted, text: `${error.message}\n` };
  if (isStarsError(error)) {
    const field = error.field ? ` (field ${error.field})` : '';
    return { exitCode: exitCodeOf(error.code), text: `error ${error.code}: ${error.message}${field}\n` };
  }
  if (error instanceof Error && (error as NodeJS.ErrnoException).code === 'ENOSPC') {
    return { exitCode: EXIT.unavailable, text: `error STARS_DISK_FULL: ${error.message}\n` };
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { exitCode: EXIT.failed, text: `error STARS_INTERNAL: ${text}\n` };
}

/** By its name: the lab has a copy of commander of its own. */
const isCommanderError = (error: unknown): error is CommanderError =>
  error instanceof Error && error.name === 'CommanderError';
