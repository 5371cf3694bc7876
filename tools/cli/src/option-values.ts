import { InvalidArgumentError } from 'commander';

/** Parsers of option values: commander turns what they throw into a usage error that names the option. */
export function wholeNumber(text: string): number {
  if (!/^-?\d+$/.test(text)) throw new InvalidArgumentError('Not a whole number.');
  return Number(text);
}

export function positiveNumber(text: string): number {
  const number = wholeNumber(text);
  if (number < 1) throw new InvalidArgumentError('Must be 1 or more.');
  return number;
}

export function portNumber(text: string): number {
  const number = wholeNumber(text);
  if (number < 0 || number > 65_535) throw new InvalidArgumentError('Not a port (0 to 65535).');
  return number;
}

export function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new InvalidArgumentError('Not JSON.');
  }
}
