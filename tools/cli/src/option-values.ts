import { InvalidArgumentError } from 'commander';

/** Parsers of option values. Commander turns their errors into a usage error that names the option. */
export function wholeNumber(text: string): number {
  if (!/^-?\d+$/.test(text)) throw new InvalidArgumentError('Not a whole number.');
  return Number(text);
}

export function positiveNumber(text: string): number {
  const number = wholeNumber(text);
  if (number < 1) throw new InvalidArgumentError('Must be 1 or more.');
  return number;
}

/** Names with commas between them. */
export function commaList(text: string): string[] {
  const names = text.split(',').map((name) => name.trim());
  if (names.includes('')) throw new InvalidArgumentError('Not names with commas between them.');
  return names;
}

/** Minutes, also fractions. */
export function minutes(text: string): number {
  const number = Number(text);
  if (text.trim() === '' || !Number.isFinite(number) || number <= 0)
    throw new InvalidArgumentError('Not a time in minutes.');
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

export function jsonObject(text: string): object {
  const value = json(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new InvalidArgumentError('Not a JSON object.');
  return value;
}

export function decimalNumber(text: string): number {
  const number = text.trim() === '' ? Number.NaN : Number(text);
  if (!Number.isFinite(number)) throw new InvalidArgumentError('Not a number.');
  return number;
}

/** `name=column,name=column`; repeated options add up. */
export function columnMap(text: string, before: Record<string, string> = {}): Record<string, string> {
  const map = { ...before };
  for (const pair of text.split(',')) {
    const [name, ...column] = pair.split('=');
    if (!name || column.length === 0 || column.join('=') === '') throw new InvalidArgumentError('Not name=column.');
    map[name.trim()] = column.join('=').trim();
  }
  return map;
}

/** `column.value=value,column.value=value`; repeated options add up. */
export function valueMap(
  text: string,
  before: Record<string, Record<string, string>> = {},
): Record<string, Record<string, string>> {
  const map = structuredClone(before);
  for (const pair of text.split(',')) {
    const [, column, from, to] = /^([^.=]+)\.(.+)=([^=]+)$/.exec(pair.trim()) ?? [];
    if (column === undefined) throw new InvalidArgumentError('Not column.value=value.');
    map[column] = { ...map[column], [from as string]: to as string };
  }
  return map;
}

export function httpUrl(text: string): URL {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol)) throw new InvalidArgumentError('Not an http or https URL.');
  return url;
}
