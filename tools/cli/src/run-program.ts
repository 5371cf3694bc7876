import { configInvalid, takeSettings } from '@stars/platform/settings';
import { Command } from 'commander';
import { reportError } from './report-error.js';

/** A command line without verbs. */
export const newProgram = (name: string, description: string): Command =>
  new Command(name)
    .description(description)
    .showHelpAfterError('(see --help)')
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput({ outputError: () => undefined });

/** Runs a command line on the parameters of this process. A failure is printed, and gives the exit status. */
export async function runProgram(build: () => Command | Promise<Command>): Promise<void> {
  const fail = (error: unknown): void => {
    const { exitCode, text } = reportError(error);
    process.stderr.write(text);
    process.exitCode = exitCode;
  };
  // Node would print it with all that a client library keeps in it.
  process.on('uncaughtException', (error) => {
    fail(error);
    process.exit();
  });
  try {
    const problems = await takeSettings(process.env);
    if (problems.length > 0) throw configInvalid(problems);
    await (await build()).parseAsync();
  } catch (error) {
    fail(error);
  }
}
