import { printable } from '@stars/errors';
import { type Command, Option } from 'commander';

/** Options of every verb. */
export interface CommonOptions {
  data: string;
  json?: boolean;
}

const DATA_DEFAULT = 'STARS_DATA, else .stars';

/** Adds a verb with the options that all verbs share. */
export function addVerb(program: Command, name: string, description: string): Command {
  return program
    .command(name)
    .description(description)
    .addOption(new Option('--data <dir>', 'data folder').default(process.env['STARS_DATA'] || '.stars', DATA_DEFAULT))
    .option('--json', 'print the result as JSON on standard output');
}

/** Prints the result of a verb: as JSON if its options ask for it, else as text. */
export function printResult({ json }: Pick<CommonOptions, 'json'>, value: unknown, text: string): void {
  if (json) printJson(value);
  else process.stdout.write(text);
}

/** Prints the machine-readable result of a verb. */
export function printJson(value: unknown): void {
  process.stdout.write(`${printable(JSON.stringify(value, null, 2))}\n`);
}
